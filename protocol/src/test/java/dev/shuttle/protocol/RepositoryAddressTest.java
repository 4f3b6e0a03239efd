package dev.shuttle.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/acme/Shop.git",
                "https://github.com/acme/Shop/",
                "https://GitHub.com:443//acme/Shop.git?token=secret#x",
                "https://x-access-token:ghp_secret@github.com/acme/Shop.git",
                "https://secret@github.com/acme/Shop",
                "http://a:b@c:d@github.com/acme/Shop",
                "git@github.com:acme/Shop.git",
                "github.com:acme/Shop",
                "ssh://git@github.com/acme/Shop.git",
                "ssh://git@ssh.github.com:443/acme/Shop.git",
                "git://github.com/acme/Shop.git",
                " github.com/acme/Shop\n"
            })
    void isOneForEveryWayToARepository(String url) {
        assertEquals(Optional.of("github.com/acme/Shop"), RepositoryAddress.of(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/srv/git/shop.git",
                "../shop",
                "file:///srv/git/shop.git",
                "C:\\src\\shop",
                "https://user:pass/word@github.com/acme/shop",
                "https://github.com",
                "https://github.com/",
                "https://github.com/ac me/shop",
                "https://github.com/\u001b[31m/shop",
                "https:///acme/shop",
                "https://-x/acme/shop",
                ""
            })
    void isNoneOfAFolderAndOfWhatCannotBeRead(String url) {
        assertEquals(Optional.empty(), RepositoryAddress.of(url));
    }

    @Test
    void isBoundedInItsLength() {
        assertEquals(Optional.empty(), RepositoryAddress.of("https://github.com/" + "x".repeat(400)));
        assertEquals(Optional.empty(), RepositoryAddress.of("https://" + "@".repeat(100_000) + "github.com/acme/shop"));
    }
}
