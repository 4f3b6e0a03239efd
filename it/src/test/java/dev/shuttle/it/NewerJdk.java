package dev.shuttle.it;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK newer than those that the tests need, which a machine may have or not. */
final class NewerJdk {
    private static final Path JDKS = Path.of("/usr/lib/jvm");
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    private NewerJdk() {}

    /** Leaves the test out, loudly, where no JDK of that version or a newer one is. */
    static void needed(int feature) throws IOException {
        if (Runtime.version().feature() < feature && !isThere(feature)) {
            String left = "LEFT OUT: there is no JDK " + feature + " or newer under " + JDKS
                    + ", so what needs one was not tested here";
            System.out.println(left);
            abort(left);
        }
    }

    private static boolean isThere(int feature) throws IOException {
        try (Stream<Path> homes = Files.list(JDKS)) {
            return homes.map(home -> home.resolve("release"))
                    .filter(Files::isRegularFile)
                    .anyMatch(release -> version(release) >= feature);
        }
    }

    private static int version(Path release) {
        try {
            Matcher version = VERSION.matcher(Files.readString(release));
            return version.find() ? Integer.parseInt(version.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
