package dev.shuttle.controlplane.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The project's own command line, {@code .mvn/maven.config}. Maven 3.8 parts it at white space, 3.9 takes each line for one
 * argument (MNG-7684): of {@code -Done=1 -Dtwo=2} it makes one property, without a word. So lines that can only be several
 * options are parted for it.
 */
final class MavenConfig {
    static final String FILE = ".mvn/maven.config";

    private static final int MAX_BYTES = 1024 * 1024;

    /** A word of a line is one of Maven's options, and not more of the value before it. */
    private static final Pattern OPTION =
            Pattern.compile("-(D[\\w.-]+(=.*)?|[PT]\\S*|[BCNUVXceoqv]|am|amd|f|fae|ff|fn|gs|gt|llr"
                    + "|npr|npu|nsu|ntp|pl|rf|s|t)|--(activate-profiles|also-make|also-make-dependents|batch-mode|builder|debug"
                    + "|define|errors|fail-(at-end|fast|never)|file|global-(settings|toolchains)|(lax|strict)-checksums"
                    + "|no-snapshot-updates|no-transfer-progress|non-recursive|offline|projects|quiet|resume-from|settings"
                    + "|show-version|threads|toolchains|update-snapshots)(=.*)?");

    /** A property whose value has options of another program. */
    private static final Pattern OF_OPTIONS =
            Pattern.compile("-D[^=]*(args?|arguments|argline|opts|options)=.*|-D[^=]+=-.*", Pattern.CASE_INSENSITIVE);

    private MavenConfig() {}

    /** Its words, parted at white space. */
    static List<String> words(Path workspace) throws IOException {
        return JvmConfig.split(
                text(workspace).lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n")));
    }

    /** The lines that hold several options. */
    static List<String> joined(Path workspace) throws IOException {
        return text(workspace).lines().filter(line -> parts(line).size() > 1).toList();
    }

    /** Writes each option of such lines on lines of its own. */
    static void part(Path workspace) throws IOException {
        if (!joined(workspace).isEmpty()) {
            String parted = text(workspace)
                    .lines()
                    .flatMap(line -> parts(line).stream())
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
            WorkspaceFile.replace(workspace, workspace.resolve(FILE), parted);
        }
    }

    private static String text(Path workspace) throws IOException {
        Path file = workspace.resolve(FILE);
        return WorkspaceFile.exists(workspace, file) && Files.size(file) <= MAX_BYTES
                ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                : "";
    }

    private static List<String> parts(String line) {
        String stripped = line.strip();
        boolean whole = !stripped.startsWith("-") || stripped.matches(".*[\"'].*");
        List<String> parts = new ArrayList<>();
        for (String word : whole ? List.<String>of() : List.of(stripped.split("\\s+", -1))) {
            int last = parts.size() - 1;
            if (last >= 0 && parts.get(last).startsWith("-D") && isOfValue(parts.get(last), word)) {
                parts.set(last, parts.get(last) + " " + word);
            } else {
                parts.add(word);
            }
        }
        return parts.size() > 1 ? parts : List.of(line);
    }

    /** A property's value may have blanks. */
    private static boolean isOfValue(String property, String word) {
        return OF_OPTIONS.matcher(property).matches() || !OPTION.matcher(word).matches();
    }
}
