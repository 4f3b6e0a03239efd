package dev.shuttle.plugin.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedArgumentsTest {

    @Test
    void nothingOfNothing() throws Exception {
        assertNull(ForwardedArguments.of(Map.of(), List.of(), List.of(), " ").mavenArgs());
    }

    @Test
    void profilesAndPropertiesSorted() throws Exception {
        ForwardedArguments passed = ForwardedArguments.of(
                Map.of("skipDocs", "true", "app.level", "7", "empty", ""), List.of("prod", "eu"), List.of("dev"), null);

        assertEquals("-P!dev,eu,prod -Dapp.level=7 -Dempty= -DskipDocs=true", passed.mavenArgs());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shuttle.api",
                "shuttle.apiKey",
                "maven.repo.local",
                "maven.repo.local.tail",
                "Maven.Ext.class.path",
                "maven.home",
                "maven.multiModuleProjectDirectory",
                "aether.connector.basic.threads",
                "session.executionRootDirectory",
                "user.home",
                "env.PATH",
                "java.io.tmpdir",
                "os.name",
                "style.color",
                "org.slf4j.simpleLogger.log.x",
                "settings.localRepository",
            })
    void whatIsOfThisMachineStaysHereSilently(String name) throws Exception {
        assertEquals(
                new ForwardedArguments(List.of(), List.of(), List.of(), List.of()),
                ForwardedArguments.of(Map.of(name, "x"), List.of(), List.of(), null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "db.password",
                "githubToken",
                "SECRET",
                "api.key",
                "apiKey",
                "signing.keys.main",
                "aws.credentials"
            })
    void whatLooksLikeASecretStaysHereAndIsNamed(String name) throws Exception {
        ForwardedArguments passed = ForwardedArguments.of(Map.of(name, "hunter2"), List.of(), List.of(), null);

        assertEquals(List.of(name), passed.secrets());
        assertNull(passed.mavenArgs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"keyboard", "keystore.type", "gpg.keyname", "revision"})
    void whatOnlySoundsLikeOneIsPassedOn(String name) throws Exception {
        assertEquals(
                "-D" + name + "=x",
                ForwardedArguments.of(Map.of(name, "x"), List.of(), List.of(), null)
                        .mavenArgs());
    }

    @Test
    void aValueThatTheServerWouldSplitIsNamed() throws Exception {
        ForwardedArguments passed = ForwardedArguments.of(
                Map.of("title", "two words", "line", "a\tb", "fine", "x"), List.of(), List.of(), null);

        assertEquals(List.of("line", "title"), passed.unfit());
        assertEquals("-Dfine=x", passed.mavenArgs());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Pa -Dlevel=2",
                "-P a -D level=2",
                "--activate-profiles a --define level=2",
                "--activate-profiles=!a --define=level=2",
                "-P!a,c -Dlevel",
            })
    void mavenArgsWin(String mavenArgs) throws Exception {
        ForwardedArguments passed =
                ForwardedArguments.of(Map.of("level", "1", "x", "y"), List.of("a", "b"), List.of(), " " + mavenArgs);

        assertEquals("-Pb -Dx=y " + mavenArgs, passed.mavenArgs());
        assertEquals(List.of("-Pb", "-Dx=y"), passed.own());
    }

    @Test
    void moreThanAServerTakesIsRefusedWithAWayOut() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 101; i++) {
            many.put("p" + i, "");
        }

        assertTrue(refusal(many, null).contains(".mvn/maven.config"), () -> refusal(many, null));
        assertTrue(refusal(Map.of(), "-Dx=" + "y".repeat(4000)).contains("4000"));
    }

    private static String refusal(Map<String, String> properties, @Nullable String mavenArgs) {
        return String.valueOf(assertThrows(
                        TooManyArgumentsException.class,
                        () -> ForwardedArguments.of(properties, List.of(), List.of(), mavenArgs))
                .getMessage());
    }
}
