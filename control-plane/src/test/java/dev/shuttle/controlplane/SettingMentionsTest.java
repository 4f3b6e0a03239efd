package dev.shuttle.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Messages and documents send users only to settings that have an effect. */
class SettingMentionsTest {
    private static final Pattern VARIABLE = Pattern.compile("SHUTTLE_[A-Z]+(_[A-Z]+)*");
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** The client's own, what a service gets, and the pattern of all names in the comments of {@code Setting}. */
    private static final Set<String> OTHERS = Set.of("SHUTTLE_API", "SHUTTLE_FOLDER", "SHUTTLE_NAME");

    @Test
    void everyVariableThatIsMentionedHasAnEffect() throws IOException {
        List<String> without = new ArrayList<>();
        List<Path> files = files();
        for (Path file : files) {
            Matcher variable = VARIABLE.matcher(Files.readString(file));
            while (variable.find()) {
                String name = variable.group();
                boolean known =
                        Setting.named(name.substring(Setting.PREFIX.length())).isPresent();
                if (!known && !OTHERS.contains(name) && !name.startsWith("SHUTTLE_FOLDER_")) {
                    without.add(ROOT.relativize(file) + ": " + name);
                }
            }
        }
        assertTrue(files.size() > 300, files.size() + " files were looked through");
        assertEquals(List.of(), without);
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("quickstart")));
        List<Path> folders = new ArrayList<>(List.of(ROOT.resolve("docs")));
        try (Stream<Path> modules = Files.list(ROOT)) {
            modules.map(module -> module.resolve("src/main"))
                    .filter(Files::isDirectory)
                    .forEach(folders::add);
        }
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(file -> file.toString().matches(".*\\.(java|md|properties|html)"))
                        .forEach(files::add);
            }
        }
        return files;
    }
}
