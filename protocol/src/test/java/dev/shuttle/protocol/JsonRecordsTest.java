package dev.shuttle.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of them as {@link Json#MAPPER} reads and writes it. */
class JsonRecordsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final URI URL = URI.create("http://shop.localhost:8000");

    @ParameterizedTest
    @EnumSource(DeploymentState.class)
    void aDeploymentInEachState(DeploymentState state) throws Exception {
        same(
                new Deployment(
                        "d1",
                        "shop",
                        state,
                        URL,
                        NOW,
                        null,
                        NOW,
                        List.of(new Deployment.Step("build", NOW, 12L), new Deployment.Step("start", NOW, null)),
                        new Deployment.Failure("start", "\"quoted\"\nand ü"),
                        "sha256:0",
                        new Deployment.Git("abc", null, "first line", true),
                        null,
                        true),
                new TypeReference<Deployment>() {});
    }

    @ParameterizedTest
    @EnumSource(ProjectState.class)
    void aPageOfProjectsInEachState(ProjectState state) throws Exception {
        Project project = new Project(
                "shop",
                URL,
                state,
                "d1",
                "dedicated",
                NOW,
                new ProjectOrigin("a:b", null, "ci", NOW),
                new Project.DiskSpace(7, 5_000_000_000L),
                null);

        same(new Page<>(List.of(project, project), "next"), new TypeReference<Page<Project>>() {});
    }

    @Test
    void otherRecordsToo() throws Exception {
        same(new LogLine(NOW, "build", "out", "text"), new TypeReference<LogLine>() {});
        same(new Problem("about:blank", "No", 409, "why", "r1"), new TypeReference<Problem>() {});
        same(new Version("1", "17", "3.9", null, "shared", 1, 1), new TypeReference<Version>() {});
        same(new Resource("postgres", "a", "there", Map.of("k", "v"), true), new TypeReference<Resource>() {});
        same(new Key("1", "ci", KeyScope.parse("deploy:shop"), NOW, null, null), new TypeReference<Key>() {});
    }

    @Test
    void whatIsUnknownIsPassedOverAndWhatIsMissingIsEmpty() throws Exception {
        String json = "{\"new\":{\"a\":[1,{}]},\"version\":\"2\",\"more\":[[]],\"protocol\":null}";

        Version version = JsonRecords.read(json, Version.class);

        assertEquals(Json.MAPPER.readValue(json, Version.class), version);
        assertEquals(0, version.protocol());
        assertNull(version.java());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{\"at\":\"2026\"}",
                "{\"at\":{}}",
                "{\"line\":[\"a\"]}",
                "{\"line\":\"a\"",
                "<html>"
            })
    void whatIsNotALineIsRefused(String json) {
        assertThrows(JsonProcessingException.class, () -> JsonRecords.read(json, LogLine.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"state\":\"RUNNING\"}",
                "{\"state\":\"odd\"}",
                "{\"steps\":{}}",
                "{\"steps\":[3]}",
                "{\"url\":\"a b\"}",
                "{\"unchanged\":\"odd\"}"
            })
    void whatIsNotADeploymentIsRefused(String json) {
        assertThrows(JsonProcessingException.class, () -> JsonRecords.read(json, Deployment.class));
    }

    private static <T> void same(T value, TypeReference<T> kind) throws Exception {
        String json = Json.MAPPER.writeValueAsString(value);

        assertEquals(value, JsonRecords.read(json.getBytes(StandardCharsets.UTF_8), kind));
        assertEquals(value, Json.MAPPER.readValue(json, kind));
    }
}
