package dev.shuttle.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.controlplane.auth.Access;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.NewKey;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of key on every route that there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteAccessTest {
    private RunningApi api;
    private String revoked = "";
    private String expired = "";
    private String foreign = "";
    private String ofOthers = "";
    private String ofAll = "";
    private String reader = "";
    private String readerOfAll = "";
    private String before = "";

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        api = new RunningApi(home);
        NewKey gone = api.key("revoked", "admin", false);
        api.revoke(gone);
        revoked = gone.key();
        expired = api.key("expired", "admin", true).key();
        api.pass(Duration.ofMinutes(2));
        foreign = api.key("foreign", "deploy:other", false).key();
        ofOthers = api.key("others", "deploy:another,other", false).key();
        ofAll = api.key("all", "deploy:*", false).key();
        reader = api.key("reader", "read:victim", false).key();
        readerOfAll = api.key("reader of all", "read:*", false).key();
        assertEquals(
                204,
                api.send("PUT", "/projects/victim/secrets/NAME", RunningApi.ADMIN, "precious")
                        .statusCode());
    }

    @AfterAll
    void stop() throws Exception {
        api.close();
    }

    @BeforeEach
    void remember() throws Exception {
        api.pass(Duration.ofMinutes(1)); // rates are not the subject
        before = victim();
    }

    @AfterEach
    void nothingHasChanged() throws Exception {
        assertEquals(before, victim());
    }

    Stream<ApiRoute> closed() {
        return api.routes().stream().filter(route -> route.access() != Access.OPEN);
    }

    Stream<ApiRoute> open() {
        return api.routes().stream().filter(route -> route.access() == Access.OPEN);
    }

    Stream<ApiRoute> ofProjects() {
        return api.routes().stream().filter(route -> route.access() == Access.READ || route.access() == Access.CHANGE);
    }

    @ParameterizedTest
    @MethodSource("closed")
    void isClosedWithoutAKey(ApiRoute route) throws Exception {
        refusesWith401(api.send(method(route), path(route, "victim"), null, "value"));
    }

    @ParameterizedTest
    @MethodSource("closed")
    void isClosedToAKeyThatIsNone(ApiRoute route) throws Exception {
        refusesWith401(api.send(method(route), path(route, "victim"), "garbage", "value"));
        refusesWith401(api.send(method(route), path(route, "victim"), "k".repeat(5000), "value"));
    }

    @ParameterizedTest
    @MethodSource("closed")
    void isClosedToARevokedKey(ApiRoute route) throws Exception {
        refusesWith401(api.send(method(route), path(route, "victim"), revoked, "value"));
    }

    @ParameterizedTest
    @MethodSource("closed")
    void isClosedToAnExpiredKey(ApiRoute route) throws Exception {
        refusesWith401(api.send(method(route), path(route, "victim"), expired, "value"));
    }

    @ParameterizedTest
    @MethodSource("closed")
    void showsNothingToTheKeyOfAnotherProject(ApiRoute route) throws Exception {
        showsNothing(route, foreign);
    }

    @ParameterizedTest
    @MethodSource("closed")
    void showsNothingToTheKeyOfSeveralOtherProjects(ApiRoute route) throws Exception {
        showsNothing(route, ofOthers);
    }

    @ParameterizedTest
    @MethodSource("closed")
    void isNoAdministratorsForAKeyOfAllProjects(ApiRoute route) throws Exception {
        if (route.access() == Access.ADMIN) {
            assertEquals(
                    404,
                    api.send(method(route), path(route, "victim"), ofAll, "value")
                            .statusCode());
        }
    }

    private void showsNothing(ApiRoute route, String foreign) throws Exception {
        HttpResponse<String> answer = api.send(method(route), path(route, "victim"), foreign, "value");

        if (route.access() == Access.ANY) {
            assertFalse(answer.body().contains("victim"), answer.body());
            return;
        }
        assertEquals(404, answer.statusCode(), answer.body());
        HttpResponse<String> unknown = api.send(method(route), path(route, "nowhere"), foreign, "value");
        assertEquals(
                withoutRequest(unknown).replace("nowhere", "victim"),
                withoutRequest(answer),
                "a project of others answers as one that does not exist");
    }

    @ParameterizedTest
    @MethodSource("ofProjects")
    void letsAReadingKeyReadAndChangeNothing(ApiRoute route) throws Exception {
        letsReadOnly(route, reader);
        letsReadOnly(route, readerOfAll);
    }

    private void letsReadOnly(ApiRoute route, String reader) throws Exception {
        HttpResponse<String> answer = api.send(method(route), path(route, "victim"), reader, "value");

        if (route.access() == Access.CHANGE) {
            assertEquals(403, answer.statusCode(), answer.body());
            assertTrue(answer.body().contains("deploy:victim"), answer.body());
        } else {
            assertNotEquals(401, answer.statusCode());
            assertNotEquals(403, answer.statusCode());
        }
    }

    @ParameterizedTest
    @MethodSource("ofProjects")
    void showsPasswordsToNoReadingKey(ApiRoute route) throws Exception {
        String path = path(route, "victim");
        String revealing = path + (path.contains("?") ? "&" : "?") + "reveal=true";

        assertEquals(403, api.send(method(route), revealing, reader, "value").statusCode());
    }

    @ParameterizedTest
    @MethodSource("closed")
    void isFoundByAnAdministratorUnderTheMethodThatIsDescribed(ApiRoute route) throws Exception {
        HttpResponse<String> answer = api.send(
                method(route), path(route, "nowhere-1").replace("/NAME", "/bad%20name"), RunningApi.ADMIN, "[");

        assertFalse(answer.body().contains("Not found:"), answer.body());
        assertTrue(answer.statusCode() < 500, answer.body());
    }

    @ParameterizedTest
    @MethodSource("open")
    void isOpenToAll(ApiRoute route) throws Exception {
        String path = path(route, "victim");

        assertEquals(200, api.send(method(route), path, null, "").statusCode());
        assertEquals(200, api.send(method(route), path, "garbage", "").statusCode());
        assertFalse(api.send(method(route), path, null, "").body().contains("victim"));
    }

    private static void refusesWith401(HttpResponse<String> answer) throws Exception {
        assertEquals(401, answer.statusCode(), answer.body());
        assertEquals("Bearer", answer.headers().firstValue("WWW-Authenticate").orElse(""));
        assertEquals(
                "Unauthorized", Json.MAPPER.readTree(answer.body()).get("title").asText());
        assertFalse(answer.body().contains("victim"), answer.body());
    }

    private static String method(ApiRoute route) {
        return route.method().name();
    }

    private static String path(ApiRoute route, String project) {
        String path = route.path()
                .replace("{project}", project)
                .replace("{id}", "none")
                .replace("{name}", "NAME")
                .replace("{type}", "folder")
                .replace("{host}", "shop.example.com")
                .replace("<path>", "dev/shuttle/a.pom");
        return path.equals("/deploy") ? "/deploy?project=" + project : path;
    }

    private static String withoutRequest(HttpResponse<String> answer) throws Exception {
        JsonNode problem = Json.MAPPER.readTree(answer.body());
        return problem.get("status") + " " + problem.get("title") + " " + problem.get("detail");
    }

    /** All that a request could have changed. */
    private String victim() throws Exception {
        return api.json("/projects").toString()
                + api.json("/projects/victim/secrets")
                + api.json("/projects/victim/env")
                + api.json("/projects/victim/resources")
                + api.json("/projects/victim/deployments")
                + api.json("/projects/victim/domains")
                + api.database().jdbi().withHandle(handle -> handle.select("select count(*) from api_key")
                        .mapTo(Integer.class)
                        .one());
    }
}
