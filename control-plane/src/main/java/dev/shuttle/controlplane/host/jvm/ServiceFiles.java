package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.sandbox.Mounts;
import dev.shuttle.controlplane.sandbox.OsUser;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of the home that a project's services need: they may read its releases and write to its folders. */
final class ServiceFiles {
    /** Begins the name of a directory that holds the folders of one kind of an app's own. */
    private static final String KIND = "@";

    private final Path releases;
    private final Path folders;

    ServiceFiles(Path home, String project) {
        this.releases = home.resolve("releases").resolve(project);
        this.folders = home.resolve("folders").resolve(project);
    }

    /** Grants access to the account only, besides ourselves. Changes the owner of files from a version without accounts. */
    void admit(OsUser account) throws IOException {
        if (!account.isOther()) {
            return;
        }
        if (Files.isDirectory(releases, LinkOption.NOFOLLOW_LINKS)) {
            account.admit(releases, "rwxr-x---");
        }
        if (Files.isDirectory(folders, LinkOption.NOFOLLOW_LINKS)) {
            for (Path folder : directories(folders)) {
                if (folder.getFileName().toString().startsWith(KIND)) {
                    for (Path own : directories(folder)) {
                        account.own(own);
                    }
                } else {
                    account.own(folder);
                }
            }
            account.admit(folders, "rwxr-x---");
        }
    }

    /** The part of them that a service sees whatever it runs. */
    Mounts view() {
        List<Path> writable = Files.isDirectory(folders) ? List.of(folders) : List.of();
        return new Mounts(folders, List.of(), writable);
    }

    private static List<Path> directories(Path in) throws IOException {
        List<Path> directories = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(in, entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
            entries.forEach(directories::add);
        }
        return directories;
    }
}
