package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.runtime.plan.ResourceRequest;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"postgres:default", "postgres/default", " postgres:default"})
    void isTypeAndName(String typed) throws Exception {
        ResourceName name = ResourceName.of("shuttle.add", typed);

        assertEquals("postgres:default", name.toString());
        assertEquals(ResourceRequest.of("postgres", "default"), name.request());
    }

    @Test
    void ofASecretIsARequestThatCanDoWithoutIt() throws Exception {
        assertEquals(
                new ResourceRequest("secret", "API_KEY", false, ""),
                ResourceName.of("shuttle.add", "secret:API_KEY").request());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "postgres", "postgres:", ":default", "postgres:a:b"})
    void isRefusedWithAnExample(String typed) {
        MojoFailureException refused =
                assertThrows(MojoFailureException.class, () -> ResourceName.of("shuttle.add", typed));

        assertTrue(String.valueOf(refused.getMessage()).contains("such as postgres:default"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql:default", "postgres:Orders", "secret:PORT", "secret:a-b"})
    void isRefusedWhereItCannotBeAttached(String typed) {
        assertThrows(MojoFailureException.class, () -> ResourceName.of("shuttle.add", typed)
                .request());
    }
}
