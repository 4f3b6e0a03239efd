package dev.shuttle.plugin.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.protocol.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckoutTest {

    @TempDir
    private Path top;

    private final Map<String, String> environment = new HashMap<>();
    private final Set<String> uploaded = new HashSet<>();
    private final List<String> notes = new ArrayList<>();

    /** The tests' own use of JGit is not to write into anybody's home either. */
    @BeforeAll
    static void beQuiet() {
        QuietSystem.install();
    }

    @Test
    void saysNothingWhereThereIsNoGit() {
        assertEquals(Optional.empty(), read(top));
        assertEquals(List.of(), notes);
    }

    @Test
    void saysNothingBeforeTheFirstCommit() throws Exception {
        Git.init().setDirectory(top.toFile()).call().close();

        assertEquals(Optional.empty(), read(top));
        assertEquals(List.of(), notes);
    }

    @Test
    void tellsCommitBranchAndTheFirstLineOfTheMessage() throws Exception {
        write("App.java", "class App {}");
        String commit = commit("Add the app\nin small steps\n\nAnd more.");

        assertEquals(Optional.of(new Deployment.Git(commit, "trunk", "Add the app", false)), read(top));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME"})
    void takesTheBranchOfADetachedHeadFromTheCiServer(String variable) throws Exception {
        write("App.java", "class App {}");
        String commit = commit("Add the app");
        try (Git git = Git.open(top.toFile())) {
            git.checkout().setName(commit).call();
        }
        environment.put("GITHUB_HEAD_REF", "");
        environment.put(variable, "feature/x");

        assertEquals("feature/x", read(top).orElseThrow().branch());
    }

    @Test
    void hasNoBranchWhereItIsUnknown() throws Exception {
        write("App.java", "class App {}");
        String commit = commit("Add the app");
        try (Git git = Git.open(top.toFile())) {
            git.checkout().setName(commit).call();
        }

        assertEquals(
                new Deployment.Git(commit, null, "Add the app", false),
                read(top).orElseThrow());
    }

    @Test
    void isDirtyByAChangeADeletionAndANewFileThatIsUploaded() throws Exception {
        write("a/A.java", "class A {}");
        write("a/B.java", "class B {}");
        commit("Add both");
        assertFalse(isDirty(top));

        write("a/A.java", "class C {}");
        assertTrue(isDirty(top));
        write("a/A.java", "class A {}");
        assertFalse(isDirty(top), "Written again with the same content");

        write("target/A.class", "");
        assertFalse(isDirty(top), "Not uploaded");
        write("a/New.java", "class New {}");
        uploaded.add("a/New.java");
        assertTrue(isDirty(top));
        Files.delete(top.resolve("a/New.java"));

        Files.delete(top.resolve("a/B.java"));
        assertTrue(isDirty(top));
    }

    @Test
    void looksBelowWhatIsUploadedOnly() throws Exception {
        write("app/pom.xml", "<project/>");
        write("docs/a.txt", "a");
        commit("Add both");

        write("docs/a.txt", "b");
        assertFalse(isDirty(top.resolve("app")));
        write("app/New.java", "");
        uploaded.add("New.java");
        assertTrue(isDirty(top.resolve("app")));
    }

    @Test
    void isDirtyByWhatIsStaged() throws Exception {
        write("A.java", "class A {}");
        commit("Add it");
        write("A.java", "class B {}");
        try (Git git = Git.open(top.toFile())) {
            git.add().addFilepattern(".").call();
        }

        assertTrue(isDirty(top));
    }

    @Test
    void doesNotLookForLong() throws Exception {
        write("A.java", "class A {}");
        commit("Add it");
        write("A.java", "class B {}");

        assertFalse(checkout(top).read(Duration.ZERO).orElseThrow().dirty());
        assertEquals(
                List.of("Too many files to look for uncommitted changes within 0 s: they are not recorded."), notes);
    }

    @Test
    void aBrokenRepositoryIsNamedAndLetBe() throws Exception {
        write("A.java", "class A {}");
        String commit = commit("Add it");
        Files.delete(top.resolve(".git/objects/" + commit.substring(0, 2) + "/" + commit.substring(2)));

        assertEquals(Optional.empty(), read(top));
        assertTrue(notes.get(0).startsWith("Cannot read the git repository ("), notes::toString);
    }

    @Test
    void leavesNothingBehind() throws Exception {
        write("A.java", "class A {}");
        commit("Add it");
        List<String> before = files();

        checkout(top).read();

        assertEquals(before, files());
    }

    private boolean isDirty(Path root) {
        boolean dirty = read(root).orElseThrow().dirty();
        assertEquals(List.of(), notes);
        return dirty;
    }

    private Optional<Deployment.Git> read(Path root) {
        return checkout(root).read(Duration.ofMinutes(1));
    }

    private Checkout checkout(Path root) {
        return new Checkout(root, environment, uploaded::contains, notes::add);
    }

    private String commit(String message) throws Exception {
        PersonIdent author = new PersonIdent("A", "a@example.com");
        try (Git git =
                Git.init().setDirectory(top.toFile()).setInitialBranch("trunk").call()) {
            git.add().addFilepattern(".").call();
            return git.commit()
                    .setMessage(message)
                    .setAuthor(author)
                    .setCommitter(author)
                    .setSign(false)
                    .setNoVerify(true)
                    .call()
                    .name();
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = top.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> files() throws IOException {
        try (var paths = Files.walk(top)) {
            return paths.map(Path::toString).sorted().toList();
        }
    }
}
