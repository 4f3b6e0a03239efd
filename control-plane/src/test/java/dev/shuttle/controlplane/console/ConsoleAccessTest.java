package dev.shuttle.controlplane.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.api.RunningApi;
import dev.shuttle.controlplane.auth.Access;
import dev.shuttle.controlplane.http.GuardedRoute;
import dev.shuttle.protocol.NewKey;
import io.javalin.http.HandlerType;
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

/** Every kind of key, and forms of every kind of origin, on every route of the console that there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleAccessTest {
    private RunningApi api;
    private ConsoleVisitor admin;
    private ConsoleVisitor revoked;
    private ConsoleVisitor foreign;
    private ConsoleVisitor reader;
    private ConsoleVisitor ofAll;
    private ConsoleVisitor owner;
    private String before = "";

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        api = new RunningApi(home);
        assertEquals(
                204,
                api.send("PUT", "/projects/victim/secrets/NAME", RunningApi.ADMIN, "precious")
                        .statusCode());
        admin = ConsoleVisitor.with(api, RunningApi.ADMIN);
        NewKey gone = api.key("revoked", "admin", false);
        revoked = ConsoleVisitor.with(api, gone.key());
        api.revoke(gone);
        foreign = ConsoleVisitor.with(
                api, api.key("foreign", "deploy:other", false).key());
        reader =
                ConsoleVisitor.with(api, api.key("reader", "read:victim", false).key());
        owner = ConsoleVisitor.with(
                api, api.key("owner", "deploy:victim", false).key());
        ofAll = ConsoleVisitor.with(api, api.key("all", "deploy:*", false).key());
    }

    @AfterAll
    void stop() throws Exception {
        api.close();
    }

    @BeforeEach
    void remember() throws Exception {
        api.pass(Duration.ofMinutes(1)); // rates are not the subject
        before = state();
    }

    @AfterEach
    void nothingHasChanged() throws Exception {
        assertEquals(before, state());
    }

    private String state() throws Exception {
        return api.json("/projects/victim").toString()
                + api.json("/projects/victim/secrets")
                + api.json("/projects/victim/env")
                + api.json("/projects/victim/domains")
                + api.json("/keys").size();
    }

    Stream<GuardedRoute> closed() {
        return api.console().routes().stream()
                .<GuardedRoute>map(route -> route)
                .filter(route -> route.access() != Access.OPEN && !route.name().equals("signOut"));
    }

    Stream<GuardedRoute> forms() {
        return closed().filter(route -> route.method().equals(HandlerType.POST));
    }

    @ParameterizedTest
    @MethodSource("closed")
    void leadsToTheSignInWithoutASession(GuardedRoute route) throws Exception {
        leadsToTheSignIn(ask(new ConsoleVisitor(api), route, "victim"));
        leadsToTheSignIn(ask(new ConsoleVisitor(api).showing("shuttle-session=garbage"), route, "victim"));
        leadsToTheSignIn(ask(new ConsoleVisitor(api).showing("shuttle-session=" + "x".repeat(5000)), route, "victim"));
        assertEquals(
                303,
                api.send(route.method().toString(), path(route, "victim"), RunningApi.ADMIN, "")
                        .statusCode(),
                "a key in a header is the API's");
    }

    @ParameterizedTest
    @MethodSource("closed")
    void aRevokedKeyHasNoSessionAnyMore(GuardedRoute route) throws Exception {
        leadsToTheSignIn(ask(revoked, route, "victim"));
    }

    @ParameterizedTest
    @MethodSource("closed")
    void showsNothingToTheKeyOfAnotherProject(GuardedRoute route) throws Exception {
        HttpResponse<String> answer = ask(foreign, route, "victim");

        if (route.access() == Access.ANY) {
            assertFalse(answer.body().contains("victim"), answer.body());
            return;
        }
        assertEquals(404, answer.statusCode(), answer.body());
        assertEquals(
                told(ask(foreign, route, "nowhere")).replace("nowhere", "victim"),
                told(answer),
                "a project of others answers as one that does not exist");
    }

    @ParameterizedTest
    @MethodSource("closed")
    void isNoAdministratorsForAKeyOfAllProjects(GuardedRoute route) throws Exception {
        if (route.access() == Access.ADMIN) {
            assertEquals(404, ask(ofAll, route, "victim").statusCode());
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void letsAReadingKeyChangeNothing(GuardedRoute route) throws Exception {
        HttpResponse<String> answer = ask(reader, route, "victim");

        assertEquals(route.access() == Access.ADMIN ? 404 : 403, answer.statusCode(), answer.body());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void takesNoFormThatIsNotItsOwn(GuardedRoute route) throws Exception {
        String path = path(route, "victim");

        isForged(admin.send(path, admin.origin(), ""));
        isForged(admin.send(path, admin.origin(), owner.token()));
        isForged(admin.send(path, "http://victim.localhost:8000", admin.token()));
        isForged(admin.send(path, "null", admin.token()));
        isForged(admin.send(path, "", admin.token()));
        isForged(api.send(
                "POST",
                path,
                null,
                "token=" + admin.token(),
                "Cookie",
                admin.cookie(),
                "Origin",
                admin.origin(),
                "Sec-Fetch-Site",
                "same-site"));
    }

    private static void isForged(HttpResponse<String> answer) {
        assertEquals(403, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("not sent by the console itself"), answer.body());
    }

    @ParameterizedTest
    @MethodSource("closed")
    void isFoundByAnAdministrator(GuardedRoute route) throws Exception {
        HttpResponse<String> answer = ask(admin, route, "nowhere-1");

        assertTrue(answer.statusCode() < 500, answer.body());
        assertNotEquals(403, answer.statusCode());
        assertFalse(answer.body().contains("Not found:"), answer.body());
    }

    @ParameterizedTest
    @MethodSource("closed")
    void isAPageThatRunsNothingOfOthers(GuardedRoute route) throws Exception {
        HttpResponse<String> answer = ask(admin, route, "victim-2");

        String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none';"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertEquals(
                "nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
        assertFalse(answer.body().matches("(?s).*(<script>|<style|\\sstyle=|\\son[a-z]+=).*"), answer.body());
    }

    private static void leadsToTheSignIn(HttpResponse<String> answer) {
        assertEquals(303, answer.statusCode(), answer.body());
        String to = answer.headers().firstValue("Location").orElse("");
        assertTrue(to.startsWith("/console/sign-in?next=/console"), to);
    }

    private static HttpResponse<String> ask(ConsoleVisitor visitor, GuardedRoute route, String project)
            throws Exception {
        String path = path(route, project);
        return route.method().equals(HandlerType.GET) ? visitor.get(path) : visitor.post(path);
    }

    private static String path(GuardedRoute route, String project) {
        return route.path().replace("{project}", project).replace("{id}", "some-id");
    }

    /** A request's id is its own. */
    private static String told(HttpResponse<String> answer) {
        return answer.body().replaceAll("Request <code>[^<]*</code>", "");
    }
}
