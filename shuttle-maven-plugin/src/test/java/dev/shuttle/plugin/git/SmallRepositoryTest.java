package dev.shuttle.plugin.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallRepositoryTest {

    private static final PersonIdent ADA = new PersonIdent("Ada", "ada@example.com");

    @TempDir
    private Path top;

    @TempDir
    private Path server;

    private final List<String> notes = new ArrayList<>();

    @BeforeAll
    static void beQuiet() {
        QuietSystem.install();
    }

    @BeforeEach
    void isARepository() throws Exception {
        Git.init().setDirectory(top.toFile()).setInitialBranch("trunk").call().close();
    }

    @Test
    void tellsCommitBranchTagsAndHistory() throws Exception {
        write("a/A.java", "class A {}");
        String first = commit("Begin");
        try (Git git = Git.open(top.toFile())) {
            git.tag()
                    .setName("v1")
                    .setMessage("one")
                    .setTagger(ADA)
                    .setSigned(false)
                    .call();
        }
        write("a/A.java", "class B {}");
        String second = commit("Go on\n\nIn detail.");
        try (Git git = Git.open(top.toFile())) {
            git.tag().setName("light").setAnnotated(false).call();
            git.branchCreate().setName("other").call();
        }

        copy(top, false);

        try (Git git = Git.open(server.toFile())) {
            List<RevCommit> log =
                    StreamSupport.stream(git.log().call().spliterator(), false).toList();
            assertEquals(
                    List.of(second, first), log.stream().map(RevCommit::name).toList());
            assertEquals("Go on\n\nIn detail.", log.get(0).getFullMessage());
            assertEquals("ada@example.com", log.get(0).getAuthorIdent().getEmailAddress());
            assertEquals("refs/heads/trunk", git.getRepository().getFullBranch());
            assertEquals(1, git.branchList().call().size());
            assertEquals(2, git.tagList().call().size());
            assertEquals("v1-1-g" + second.substring(0, 7), git.describe().call());
            assertTrue(git.status().call().isClean());
        }
    }

    @Test
    void isCleanOrDirtyAsHereWhateverWasUploaded() throws Exception {
        write("A.java", "class A {}");
        write("docs/x.md", "x");
        commit("Begin");

        copy(top, false);
        Files.writeString(server.resolve("A.java"), "class A {}\r\n");
        Files.writeString(server.resolve("New.java"), "");
        assertTrue(isClean());

        copy(top, true);
        assertFalse(isClean());
    }

    @Test
    void takesNothingOfTheRepositorysOwnConfiguration() throws Exception {
        write("A.java", "class A {}");
        commit("Begin");
        write(".git/hooks/post-checkout", "#!/bin/sh");
        try (Git git = Git.open(top.toFile())) {
            git.getRepository().getConfig().setString("remote", "origin", "url", "https://ada:hunter2@example.com/x");
            git.getRepository().getConfig().save();
        }

        Map<String, String> files = copy(top, false);

        assertFalse(files.values().stream().anyMatch(text -> text.contains("hunter2")), files::toString);
        assertFalse(files.keySet().stream().anyMatch(name -> name.contains("hooks")), files::toString);
    }

    @Test
    void worksForAFolderInTheCheckoutAndForADetachedHead() throws Exception {
        write("app/pom.xml", "<project/>");
        String commit = commit("Begin");
        try (Git git = Git.open(top.toFile())) {
            git.checkout().setName(commit).call();
        }

        copy(top.resolve("app"), false);

        assertTrue(isClean());
        try (Git git = Git.open(server.toFile())) {
            assertEquals(commit, git.getRepository().getFullBranch());
        }
    }

    @Test
    void copiesAWorktreeAndASubmodule(@TempDir Path elsewhere) throws Exception {
        write("A.java", "class A {}");
        String commit = commit("Begin");
        Path worktree = elsewhere.resolve("tree");
        Path place = Files.createDirectories(top.resolve(".git/worktrees/tree"));
        Files.writeString(place.resolve("HEAD"), commit + "\n");
        Files.writeString(place.resolve("commondir"), "../..\n");
        Files.writeString(place.resolve("gitdir"), worktree.resolve(".git") + "\n");
        Files.createDirectories(worktree);
        Files.writeString(worktree.resolve(".git"), "gitdir: " + place + "\n");

        copy(worktree, false);
        try (Git git = Git.open(server.toFile())) {
            assertEquals(commit, git.getRepository().resolve("HEAD").name());
        }

        try (Git git = Git.open(top.toFile())) {
            git.submoduleAdd()
                    .setPath("sub")
                    .setURI(top.toUri().toString())
                    .call()
                    .close();
        }
        assertTrue(Files.isRegularFile(top.resolve("sub/.git")));
        copy(top.resolve("sub"), false);
        try (Git git = Git.open(server.toFile())) {
            assertEquals(commit, git.getRepository().resolve("HEAD").name());
        }
        assertEquals(Set.of(".gitmodules", "A.java", "sub/A.java"), new TrackedFiles(top, notes::add).names());
        assertEquals(Set.of("A.java"), new TrackedFiles(top.resolve("sub"), notes::add).names());
        assertEquals(List.of(), notes);
    }

    @Test
    void aLongHistoryEndsWithinBounds() throws Exception {
        write("A.java", "class A {}");
        for (int i = 0; i < 5; i++) {
            commit("Commit " + i);
        }

        copy(top, false, 3);

        try (Git git = Git.open(server.toFile())) {
            assertEquals(
                    3,
                    StreamSupport.stream(git.log().call().spliterator(), false).count());
        }
    }

    @Test
    void aCorruptOneOrOneTooLargeIsNamedAndLetBe() throws Exception {
        write("a/A.java", "class A {}");
        commit("Begin");
        assertTrue(SmallRepository.of(top, false, notes::add, Duration.ZERO, 1).isEmpty());
        assertTrue(notes.get(0).startsWith("Cannot copy the git repository ("), notes::toString);

        try (var objects = Files.walk(top.resolve(".git/objects"))) {
            for (Path object : objects.filter(Files::isRegularFile).toList()) {
                Files.delete(object);
            }
        }
        assertTrue(SmallRepository.of(top, false, notes::add).isEmpty());
        assertEquals(2, notes.size());

        Files.writeString(top.resolve(".git/index"), "no index");
        assertEquals(Set.of(), new TrackedFiles(top, notes::add).names());
        assertTrue(notes.get(2).startsWith("Cannot read git's index ("), notes::toString);
    }

    @Test
    void thereIsNoneWithoutACommit() throws Exception {
        assertTrue(SmallRepository.of(top, false, notes::add).isEmpty());
        assertEquals(List.of(), notes);
    }

    @Test
    void leavesNoFileBehind() throws Exception {
        write("A.java", "class A {}");
        commit("Begin");
        List<Path> files;
        try (SmallRepository copy = SmallRepository.of(top, false, notes::add).orElseThrow()) {
            files = List.copyOf(copy.files().values());
            assertTrue(files.stream().allMatch(Files::exists));
        }
        assertFalse(files.isEmpty() || files.stream().anyMatch(file -> Files.exists(file.getParent())));
    }

    private boolean isClean() throws Exception {
        try (Git git = Git.open(server.toFile())) {
            return git.status().call().isClean();
        }
    }

    /** As the server unpacks it; the files' contents. */
    private Map<String, String> copy(Path root, boolean dirty) throws IOException {
        return copy(root, dirty, 100);
    }

    private Map<String, String> copy(Path root, boolean dirty, int commits) throws IOException {
        Trees.delete(server.resolve(".git"));
        Map<String, String> texts = new TreeMap<>();
        try (SmallRepository copy = SmallRepository.of(root, dirty, notes::add, Duration.ofMinutes(1), commits)
                .orElseThrow()) {
            for (Map.Entry<String, Path> file : copy.files().entrySet()) {
                Path target = server.resolve(file.getKey());
                Files.createDirectories(target.getParent());
                Files.copy(file.getValue(), target);
                texts.put(file.getKey(), new String(Files.readAllBytes(target), StandardCharsets.ISO_8859_1));
            }
        }
        return texts;
    }

    private String commit(String message) throws Exception {
        try (Git git = Git.open(top.toFile())) {
            git.add().addFilepattern(".").call();
            return git.commit()
                    .setMessage(message)
                    .setAuthor(ADA)
                    .setCommitter(ADA)
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
}
