package dev.shuttle.controlplane.build;

import dev.shuttle.os.Digests;
import dev.shuttle.os.SocketPaths;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells which builds can run in one JVM after another: those that would start it in the same way. */
final class ResidentKey {

    /** They change loggers that plugins keep. */
    private static final Set<String> LOUD_OR_QUIET = Set.of("-X", "--debug", "--verbose", "-q", "--quiet");

    /** From this version on the JDK knows the sockets by which builds are handed over. */
    private static final int LEAST_JAVA = 17;

    private static final String EXTENSIONS = ".mvn/extensions.xml";
    private static final int MAX_BYTES = 1024 * 1024;

    private ResidentKey() {}

    /** Why a build needs a JVM for itself; empty if it does not. */
    static Optional<String> unfit(BuildRequest request, Path workspace, Path scratch) throws IOException {
        Optional<String> option = Stream.concat(
                        request.mavenArguments().stream(), MavenConfig.words(workspace).stream())
                .filter(LOUD_OR_QUIET::contains)
                .findFirst();
        if (option.isPresent()) {
            return Optional.of(option.get() + " changes how Maven logs");
        }
        if (request.jdk().feature() < LEAST_JAVA) {
            return Optional.of("its Java is older than " + LEAST_JAVA);
        }
        if (extensions(workspace).contains("SNAPSHOT")) {
            return Optional.of(EXTENSIONS + " names a snapshot");
        }
        return SocketPaths.fits(ResidentBuilder.socket(scratch))
                ? Optional.empty()
                : Optional.of("the path of the server's home is too long");
    }

    /** A digest of all that the JVM gets at its start, and of the extensions that its container is made with. */
    static String of(BuildRequest request, Path workspace, @Nullable Long heap)
            throws IOException, BuildFailedException {
        List<String> parts = List.of(
                workspace.toString(),
                String.valueOf(directory(workspace)),
                request.jdk().home().toString(),
                String.valueOf(heap),
                String.join("\n", JvmConfig.of(workspace)),
                new TreeMap<>(BuildVariables.of(workspace)).toString(),
                extensions(workspace));
        return Digests.sha256Hex(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
    }

    /** Another directory of that name is not the one in which the JVM works. */
    private static @Nullable Object directory(Path workspace) throws IOException {
        return Files.readAttributes(workspace, BasicFileAttributes.class).fileKey();
    }

    private static String extensions(Path workspace) throws IOException {
        Path file = workspace.resolve(EXTENSIONS);
        return WorkspaceFile.exists(workspace, file) && Files.size(file) <= MAX_BYTES ? Files.readString(file) : "";
    }
}
