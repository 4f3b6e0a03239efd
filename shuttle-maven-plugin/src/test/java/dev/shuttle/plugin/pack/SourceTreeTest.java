package dev.shuttle.plugin.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {

    @TempDir
    private Path root;

    @BeforeEach
    void isAMavenProject() throws IOException {
        write("pom.xml", "<project/>");
    }

    @Test
    void takesTheSourcesSorted() throws IOException {
        write("src/main/java/B.java", "");
        write("src/main/java/A.java", "");
        write(".mvn/maven.config", "");
        write("a b/ü.txt", "");

        assertEquals(
                List.of(".mvn/maven.config", "a b/ü.txt", "pom.xml", "src/main/java/A.java", "src/main/java/B.java"),
                names());
    }

    @Test
    void neverTakesWhatIsBuiltOrSecretOrHistory() throws IOException {
        write(".git/config", "");
        write("sub/.git", "gitdir: elsewhere");
        write("sub/.hg/x", "");
        write("sub/pom.xml", "");
        write("target/classes/A.class", "");
        write("sub/target/A.class", "");
        write(".shuttle/key", "");
        write("Secrets.properties", "");
        write("sub/Secrets.dev.properties", "");
        write(".env", "");
        write("sub/.env.local", "");
        write(".gitignore", "!.env\n!Secrets.properties\n!target/\n");

        assertEquals(List.of(".gitignore", "pom.xml", "sub/pom.xml"), names());
    }

    @Test
    void takesAFolderCalledTargetThatIsNoMavenOutput() throws IOException {
        write("src/main/java/com/shop/target/Target.java", "");

        assertTrue(names().contains("src/main/java/com/shop/target/Target.java"));
    }

    @Test
    void obeysGitignoreInEveryFolder() throws IOException {
        write(".gitignore", "# comment\n*.log\n/build/\nnode_modules\n!keep.log\ndocs/**/draft.md\n");
        write("a.log", "");
        write("keep.log", "");
        write("build/x", "");
        write("sub/build/x", "");
        write("sub/node_modules/y/z.js", "");
        write("docs/a/b/draft.md", "");
        write("sub/.gitignore", "!b.log\n*.tmp\n");
        write("sub/b.log", "");
        write("sub/c.tmp", "");
        write("c.tmp", "");

        assertEquals(
                List.of(".gitignore", "c.tmp", "keep.log", "pom.xml", "sub/.gitignore", "sub/b.log", "sub/build/x"),
                names());
    }

    @Test
    void obeysShuttleignoreBeforeGitignore() throws IOException {
        write(".gitignore", "generated/\n");
        write(".shuttleignore", "!generated/\nvideos/\n");
        write("generated/Api.java", "");
        write("videos/tour.mp4", "");

        assertEquals(List.of(".gitignore", ".shuttleignore", "generated/Api.java", "pom.xml"), names());
    }

    @Test
    void keepsLinksThatStayInside() throws IOException {
        write("shared/a.txt", "");
        Files.createDirectories(root.resolve("sub"));
        Files.createSymbolicLink(root.resolve("sub/a.txt"), Path.of("../shared/a.txt"));
        Files.createSymbolicLink(root.resolve("all"), Path.of("shared"));

        assertEquals(List.of("all", "pom.xml", "shared/a.txt", "sub/a.txt"), names());
    }

    @Test
    void refusesLinksThatLeadOut() throws IOException {
        for (String target : List.of("/etc/passwd", "../outside", "sub/../../outside")) {
            Path link = Files.createSymbolicLink(root.resolve("link"), Path.of(target));

            String message = assertThrows(PackingException.class, this::names).toString();

            assertTrue(message.contains("link is a link to " + target), message);
            Files.delete(link);
        }
    }

    @Test
    void refusesLinksThatLeadOutThroughOthers() throws IOException {
        Files.createDirectories(root.resolve("a/b/c"));
        Files.createSymbolicLink(root.resolve("a/b/c/up"), Path.of("../../.."));
        // By its name a/b/c/…; in truth beside the root.
        Files.createSymbolicLink(root.resolve("link"), Path.of("a/b/c/up/.."));

        assertThrows(PackingException.class, this::names);
    }

    @Test
    void leavesOutALinkThatIsIgnored() throws IOException {
        write(".gitignore", "link\n");
        Files.createSymbolicLink(root.resolve("link"), Path.of("/etc"));

        assertEquals(List.of(".gitignore", "pom.xml"), names());
    }

    @Test
    void takesWhatGitTracksAlthoughItIsIgnoredOrLooksLikeASecret() throws IOException {
        write(".gitignore", "*.properties\nbuild/\n");
        write("app.properties", "");
        write("other.properties", "");
        write("build/made/a.txt", "");
        write("build/made/b.txt", "");
        write("build/.gitignore", "!b.txt\n");
        write(".env", "");
        write("sub/.env.test", "");

        SourceTree tree =
                SourceTree.of(root, Set.of("app.properties", "build/made/a.txt", ".env"), NeededPlaces.usual());

        assertEquals(Set.of(".env", ".gitignore", "app.properties", "build/made/a.txt", "pom.xml"), tree.names());
    }

    @Test
    void shuttleignoreIsTheLastWord() throws IOException {
        write(".gitignore", "*.txt\n");
        write("sub/.gitignore", "!docs/\n*.yml\n");
        write(".shuttleignore", "!.env\n!sub/app.yml\nbig.txt\ndocs/\n");
        write(".env", "");
        write("sub/app.yml", "");
        write("sub/docs/x", "");
        write("big.txt", "");

        SourceTree tree = SourceTree.of(root, Set.of("big.txt", "sub/docs/x"), NeededPlaces.usual());

        assertEquals(
                Set.of(".env", ".gitignore", ".shuttleignore", "pom.xml", "sub/.gitignore", "sub/app.yml"),
                tree.names());
    }

    @Test
    void namesWhatIsLeftOutWhereABuildLooks() throws IOException {
        write(".gitignore", "local.*\ngen/\n.DS_Store\n.idea/\nconf/\n");
        write(".shuttleignore", "local.md\n");
        write("a/src/main/resources/local.properties", "");
        write("a/src/main/resources/local.md", "");
        write("a/src/main/resources/.DS_Store", "");
        write("a/src/main/java/gen/X.java", "");
        write("a/src/test/resources/local.txt", "");
        write("local.properties", "");
        write(".idea/x", "");
        write("conf/filters/prod.properties", "");

        SourceTree tree = SourceTree.of(root, Set.of(), NeededPlaces.with(List.of("conf/filters/prod.properties", "")));

        assertEquals(List.of("a/src/main/java/gen/", "a/src/main/resources/local.properties", "conf/"), tree.leftOut());
    }

    /** In a JVM of its own, whose locale knows ASCII only. */
    @Test
    void sendsTheRightNamesUnderAnyLocale() throws Exception {
        write("größe/ä.txt", "");
        write(".gitignore", "ö.txt\n");
        write("ö.txt", "");
        Files.createSymbolicLink(root.resolve("link"), Path.of("größe/ä.txt"));

        assertEquals(List.of(".gitignore", "größe/ä.txt", "link -> größe/ä.txt", "pom.xml"), namesUnderLocaleC());
    }

    @Test
    void refusesANameThatIsNotUtf8() throws Exception {
        write("x", "");
        Process moved = new ProcessBuilder("sh", "-c", "mv x \"$(printf 'gr\\366\\337e.txt')\"")
                .directory(root.toFile())
                .start();
        assertEquals(0, moved.waitFor());

        String message = String.join("\n", namesUnderLocaleC());

        assertTrue(message.contains("is not UTF-8") && message.contains("LC_ALL"), message);
    }

    private List<String> namesUnderLocaleC() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        NamesOf.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.lines().toList();
    }

    /** Prints the names of a tree, or why there are none. */
    static final class NamesOf {
        private NamesOf() {}

        public static void main(String[] args) throws IOException {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            try {
                for (SourceFile each : SourceTree.of(Path.of(args[0])).files()) {
                    out.println(each.name() + (each.link() == null ? "" : " -> " + each.link()));
                }
            } catch (PackingException refused) {
                out.println(refused.getMessage());
            }
        }
    }

    private List<String> names() throws IOException {
        return SourceTree.of(root).files().stream().map(SourceFile::name).toList();
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
