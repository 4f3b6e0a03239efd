package dev.shuttle.controlplane.build;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lists the jars and wars that a build left where its plugins put what is to be run. */
final class PackagedFiles {
    /** Where Quarkus puts its default packaging, beside the module's artifact. */
    private static final String QUARKUS = "quarkus-app/quarkus-run.jar";

    private static final Pattern JAR = Pattern.compile("(?!original-).+\\.[jw]ar");
    private static final Pattern NOT_TO_RUN = Pattern.compile(".*-(sources|javadoc|tests|test-sources|plain)\\.jar");

    /** A build directory with more jars than that is not looked through further. */
    private static final int MAX_FILES = 100;

    private PackagedFiles() {}

    /** Real paths; without what is not the build's own. */
    static List<Path> in(Path target, @Nullable Path artifact, BuiltFiles files) throws IOException {
        List<Path> packaged = new ArrayList<>(only(artifact));
        List<Path> others = new ArrayList<>(List.of(target.resolve(QUARKUS)));
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(target, PackagedFiles::isToRun)) {
                entries.forEach(others::add);
            }
        }
        for (Path file : others.subList(0, Math.min(others.size(), MAX_FILES))) {
            if (!file.equals(artifact)
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && files.hold(file.toRealPath())) {
                packaged.add(file.toRealPath());
            }
        }
        return packaged;
    }

    /** The artifact, if it is a jar or war. */
    static List<Path> only(@Nullable Path artifact) {
        return artifact != null && JAR.matcher(name(artifact)).matches() ? List.of(artifact) : List.of();
    }

    private static boolean isToRun(Path file) {
        String name = name(file);
        return JAR.matcher(name).matches() && !NOT_TO_RUN.matcher(name).matches();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
