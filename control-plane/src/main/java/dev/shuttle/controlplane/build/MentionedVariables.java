package dev.shuttle.controlplane.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Variables that poms and filtered resources mention as {@code ${env.NAME}}. */
final class MentionedVariables {

    private static final int MAX_FILES = 5000;
    private static final int MAX_BYTES = 256 * 1024;
    private static final Pattern VARIABLE = Pattern.compile("(?:\\$\\{|@)env\\.([A-Za-z_]\\w{0,100})(?:}|@)");
    private static final List<String> FILTERED = List.of("src/main/resources", "src/main/webapp", "src/main/filters");

    private MentionedVariables() {}

    static Set<String> in(Path workspace) throws IOException {
        Poms poms = Poms.below(workspace);
        Set<String> names = new TreeSet<>();
        poms.texts().values().forEach(text -> find(text, names));
        if (poms.texts().values().stream().anyMatch(text -> text.contains("<filtering>true"))) {
            for (Path pom : poms.texts().keySet()) {
                for (String folder : FILTERED) {
                    addFiltered(pom.resolveSibling(folder), names);
                }
            }
        }
        return names;
    }

    private static void addFiltered(Path folder, Set<String> names) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .limit(MAX_FILES)
                    .forEach(files::add);
        }
        for (Path file : files) {
            if (Files.size(file) <= MAX_BYTES) {
                find(Poms.read(file), names);
            }
        }
    }

    private static void find(String text, Set<String> names) {
        for (Matcher found = VARIABLE.matcher(text); found.find(); ) {
            names.add(found.group(1));
        }
    }
}
