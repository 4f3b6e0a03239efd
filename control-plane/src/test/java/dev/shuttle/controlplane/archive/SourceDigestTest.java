package dev.shuttle.controlplane.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceDigestTest {

    private static final ArchiveLimits LIMITS = new ArchiveLimits(10_000, 10);

    @TempDir
    Path temp;

    @Test
    void isTheSameWhateverGitHas() throws Exception {
        Optional<String> first = digest(app("class A {}").file("./.git/HEAD", "one"));

        assertTrue(first.orElseThrow().matches("sha256:[0-9a-f]{64}"), first::toString);
        assertEquals(
                first,
                digest(app("class A {}").file("./.git/HEAD", "two").file("./sub/.git", "gitdir: ../.git/modules/sub")));
    }

    @Test
    void differsWhenASourceDoes() throws Exception {
        String first = digest(app("class A {}").file(".git/HEAD", "one")).orElseThrow();

        assertNotEquals(
                first, digest(app("class B {}").file(".git/HEAD", "one")).orElseThrow());
        assertNotEquals(
                first,
                digest(app("class A {}").file(".git/HEAD", "one").file(".gitignore", ""))
                        .orElseThrow());
    }

    @Test
    void isLeftToTheArchiveWithoutGitOrWhereItCannotBeRead() throws Exception {
        assertEquals(Optional.empty(), digest(app("class A {}").file(".gitignore", "")));
        assertEquals(Optional.empty(), digest(app("x".repeat(10_001)).file(".git/HEAD", "one")));
        RawTar many = app("").file(".git/HEAD", "one");
        for (int i = 0; i < LIMITS.entries(); i++) {
            many.file("f" + i, "");
        }
        assertEquals(Optional.empty(), digest(many));
        assertEquals(Optional.empty(), digest(new byte[] {0x1f, (byte) 0x8b, 1, 2, 3}));
    }

    private static RawTar app(String java) {
        return new RawTar().file("./A.java", java);
    }

    private Optional<String> digest(RawTar tar) throws IOException {
        return digest(tar.gzip());
    }

    private Optional<String> digest(byte[] bytes) throws IOException {
        return SourceDigest.withoutGit(Files.write(temp.resolve("a.tgz"), bytes), LIMITS);
    }
}
