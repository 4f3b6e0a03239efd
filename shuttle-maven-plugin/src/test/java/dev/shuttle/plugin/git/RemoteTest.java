package dev.shuttle.plugin.git;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.StoredConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteTest {

    @TempDir
    private Path top;

    @Test
    void isTheOriginOfTheCheckoutWithoutItsToken() throws Exception {
        assertEquals(Optional.empty(), Remote.of(top));
        remote("fork", "https://github.com/anna/shop.git");
        assertEquals(Optional.of("github.com/anna/shop"), Remote.of(top));
        remote("origin", "https://ci:token@github.com/acme/shop.git");

        assertEquals(Optional.of("github.com/acme/shop"), Remote.of(top));
        assertEquals(Optional.of("github.com/acme/shop"), Remote.of(Files.createDirectories(top.resolve("a/b"))));
    }

    @Test
    void isNoneForAFolderOfThisMachine() throws Exception {
        remote("origin", "/srv/git/shop.git");

        assertEquals(Optional.empty(), Remote.of(top));
    }

    private void remote(String name, String url) throws Exception {
        QuietSystem.install();
        try (Git git = Git.init().setDirectory(top.toFile()).call()) {
            StoredConfig config = git.getRepository().getConfig();
            config.setString("remote", name, "url", url);
            config.save();
        }
    }
}
