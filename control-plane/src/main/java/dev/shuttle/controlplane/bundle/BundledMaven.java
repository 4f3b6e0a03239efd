package dev.shuttle.controlplane.bundle;

import dev.shuttle.os.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Unpacks the carried Maven once: its directory appears by a rename, so that it is there whole or not at all. */
final class BundledMaven {

    private static final String ASIDE = ".unpacking-";

    private BundledMaven() {}

    static Path install(Path folder, String version, BundledFiles files, String zip) throws IOException {
        String name = "apache-maven-" + version;
        Path home = folder.resolve(name);
        if (Files.isDirectory(home)) {
            return home;
        }
        Files.createDirectories(folder);
        removeLeftovers(folder);
        Path aside = Files.createTempDirectory(folder, ASIDE);
        try {
            unpack(files, zip, aside);
            Bundle.requireFile(aside.resolve(name).resolve("bin/m2.conf"));
            Files.move(aside.resolve(name), home, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Trees.delete(aside);
        }
        return home;
    }

    /** Of a start that was killed. */
    private static void removeLeftovers(Path folder) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, ASIDE + "*")) {
            for (Path each : left) {
                Trees.delete(each);
            }
        }
    }

    private static void unpack(BundledFiles files, String zip, Path into) throws IOException {
        try (InputStream in = files.open(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("The bundled Maven has a path outside of its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(entries, target);
                }
            }
        }
    }
}
