package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each block of commands in README and docs is run by a test, or says in a comment why it is not. */
final class DocsPagesIT {
    /** By DocsIT, DocsCommandsIT and ConnectIT; README's first commands by {@code .ci/run}. */
    private static final Map<String, Set<Integer>> RUN = Map.ofEntries(
            Map.entry("README.md", Set.of(1, 4)),
            Map.entry("docs/api.md", Set.of(0)),
            Map.entry("docs/ci.md", Set.of(0)),
            Map.entry("docs/databases.md", Set.of(1, 2, 3, 4, 5, 6)),
            Map.entry("docs/deploying.md", Set.of(0, 1, 2, 5, 6, 7)),
            Map.entry("docs/domains.md", Set.of(0)),
            Map.entry("docs/edge.md", Set.of(0)),
            Map.entry("docs/environment.md", Set.of(0, 2, 3)),
            Map.entry("docs/goals.md", Set.of(0)),
            Map.entry("docs/heroku.md", Set.of(0)),
            Map.entry("docs/keys.md", Set.of(0, 1)),
            Map.entry("docs/previews.md", Set.of(0, 1, 2, 4, 5)),
            Map.entry("docs/spring-boot.md", Set.of(0, 2, 3, 4)),
            Map.entry("docs/webhooks.md", Set.of(0, 5)));

    @Test
    void everyBlockOfCommandsIsRunOrSaysWhyNot() throws IOException {
        Map<String, Set<Integer>> unmarked = new TreeMap<>();
        for (Path page : pages()) {
            List<DocsPage.Block> blocks = DocsPage.read(page).blocks();
            for (int i = 0; i < blocks.size(); i++) {
                if (blocks.get(i).language().equals("sh") && !blocks.get(i).marked()) {
                    unmarked.computeIfAbsent(Java.root().relativize(page).toString(), name -> new TreeSet<>())
                            .add(i);
                }
            }
        }
        assertEquals(new TreeMap<>(RUN), unmarked);
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Java.root().resolve("README.md")));
        try (Stream<Path> docs = Files.list(Java.root().resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
        }
        assertTrue(pages.size() > 20);
        return pages;
    }
}
