package dev.shuttle.plugin.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    private List<String> names() throws IOException {
        return SourceTree.of(root).files().stream().map(SourceFile::name).toList();
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
