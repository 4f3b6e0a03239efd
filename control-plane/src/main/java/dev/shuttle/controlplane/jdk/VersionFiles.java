package dev.shuttle.controlplane.jdk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files at the root of a project by which tools that switch between JDKs, and Heroku, learn which one it wants. */
final class VersionFiles {
    private static final long MAX_BYTES = 64 * 1024;

    /** A line of each, with the version as its group. */
    private static final Map<String, Pattern> LINES = Map.of(
            ".sdkmanrc", Pattern.compile("java\\s*=\\s*(\\S+)"),
            ".java-version", Pattern.compile("([^#\\s]\\S*)"),
            ".tool-versions", Pattern.compile("java\\s+(\\S+).*"),
            "system.properties", Pattern.compile("java\\.runtime\\.version\\s*[=:]\\s*(\\S+)"));

    private VersionFiles() {}

    static Stream<JavaRequirement> in(Path root) {
        return LINES.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(each -> requirement(root, each.getKey(), each.getValue()).stream());
    }

    private static Optional<JavaRequirement> requirement(Path root, String name, Pattern line) {
        OptionalInt feature = lines(root.resolve(name)).stream()
                .map(each -> line.matcher(each.strip()))
                .filter(Matcher::matches)
                .findFirst()
                .map(found -> JavaVersions.feature(found.group(1)))
                .orElse(OptionalInt.empty());
        return feature.isPresent() ? Optional.of(new JavaRequirement(feature.getAsInt(), name)) : Optional.empty();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MAX_BYTES
                    ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                            .lines()
                            .toList()
                    : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
