package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The control plane is killed anywhere: after the next start nothing is lost, and nothing is left over. */
final class KillIT {
    /** For what an operation does behind its answer. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(6);

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults()
            .killable()
            .with("SHUTTLE_KEEP_RELEASES", "2")
            .with("SHUTTLE_START_TIMEOUT", "PT30S");

    private static final List<ProjectUnderTest> STEADY = new ArrayList<>();
    private static final Map<KilledOperation, ProjectUnderTest> PROJECTS = new EnumMap<>(KilledOperation.class);

    private final Api api = new Api(SERVER);
    private int kills;

    @BeforeAll
    static void projectsServe(@TempDir Path folder) throws Exception {
        ProjectUnderTest steady = new ProjectUnderTest(SERVER, "steady", folder);
        ProjectUnderTest changing = new ProjectUnderTest(SERVER, "changing", folder);
        ProjectUnderTest doomed = new ProjectUnderTest(SERVER, "doomed", folder);
        STEADY.addAll(List.of(steady, changing));
        ProjectUnderTest.deployAll(List.of(steady, changing, doomed));
        changing.deploy(); // so that there is a version to go back to
        PROJECTS.put(KilledOperation.FIRST_DEPLOY, new ProjectUnderTest(SERVER, "fresh", folder));
        for (KilledOperation operation : List.of(
                KilledOperation.REDEPLOY,
                KilledOperation.ROLLBACK,
                KilledOperation.RESTART,
                KilledOperation.START_AGAIN)) {
            PROJECTS.put(operation, changing);
        }
        PROJECTS.put(KilledOperation.SECRET, steady);
        PROJECTS.put(KilledOperation.DELETE, doomed);
        PROJECTS.put(KilledOperation.DELETE_WITH_DATA, doomed);
    }

    @Test
    void killedWhereItIsMostTelling() throws Exception {
        kill(new Kill(KilledOperation.FIRST_DEPLOY, KillPoint.BUILDING, 2));
        kill(new Kill(KilledOperation.SECRET, KillPoint.SECRET_SET, 1));
        kill(new Kill(KilledOperation.ROLLBACK, KillPoint.SERVES, 1));
        kill(new Kill(KilledOperation.DELETE_WITH_DATA, KillPoint.FORGOTTEN, 1));
    }

    @Test
    @Tag("full")
    void killedEverywhere() throws Exception {
        long seed = Long.getLong("shuttle.kills.seed", System.currentTimeMillis());
        Random random = new Random(seed);
        List<Kill> all = Stream.of(KilledOperation.values())
                .flatMap(operation -> operation.points.stream()
                        .map(point -> new Kill(operation, point, 1 + random.nextInt(point.passages))))
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(all, random);
        System.out.println(all.size() + " kills; again in the same order with -Dshuttle.kills.seed=" + seed);
        assertTrue(all.size() >= 100);
        for (Kill kill : all.subList(Integer.getInteger("shuttle.kills.from", 1) - 1, all.size())) {
            kill(kill);
        }
    }

    /** A kill during a user's operation. */
    private record Kill(KilledOperation operation, KillPoint point, int passage) {}

    private void kill(Kill kill) throws Exception {
        KilledOperation operation = kill.operation();
        ProjectUnderTest project = PROJECTS.getOrDefault(operation, STEADY.get(0));
        String before = prepare(operation, project);
        long begin = System.nanoTime();
        boolean there = operation == KilledOperation.START_AGAIN ? killTwice(kill, project) : killOnce(kill, project);
        long killed = System.nanoTime();
        Duration start = SERVER.start();
        check(operation, project, before);
        System.out.printf(
                "kill %d: %s, %s its place; operation %d ms, start %d ms, checks until %d ms%n",
                ++kills,
                kill,
                there ? "at" : "after the operation, which did not pass",
                (killed - begin) / 1_000_000,
                start.toMillis(),
                (System.nanoTime() - killed) / 1_000_000);
    }

    private RequestOutcome outcome = new RequestOutcome(0, null, false);

    private boolean killOnce(Kill kill, ProjectUnderTest project) throws Exception {
        SERVER.killAt(kill.point(), kill.passage());
        outcome = RequestOutcome.of(api, project.name(), () -> request(kill.operation(), project));
        return SERVER.isKilled(AFTERWARDS) || !killNow();
    }

    /** A kill during a restart, and again during the next start. */
    private boolean killTwice(Kill kill, ProjectUnderTest project) throws Exception {
        killOnce(new Kill(KilledOperation.RESTART, KillPoint.HOST_READY, 1), project);
        return SERVER.startAndKillAt(kill.point(), kill.passage()) || !killNow();
    }

    private static boolean killNow() throws InterruptedException {
        SERVER.kill();
        return true;
    }

    /** Returns what serves. */
    private @Nullable String prepare(KilledOperation operation, ProjectUnderTest project) throws Exception {
        if (operation == KilledOperation.FIRST_DEPLOY) {
            api.secret(project.name(), "TOKEN", project.token());
            return null;
        }
        if (api.send(api.to("/projects/" + project.name())).statusCode() == 404) {
            project.deploy();
        }
        project.write();
        if (operation == KilledOperation.SECRET) {
            project.next("token-" + System.nanoTime());
        }
        return api.current(project.name());
    }

    private HttpResponse<String> request(KilledOperation operation, ProjectUnderTest project)
            throws java.io.IOException, InterruptedException {
        String path = "/projects/" + project.name();
        return switch (operation) {
            case FIRST_DEPLOY, REDEPLOY -> api.deploy(
                    project.name() + "&force=true",
                    Archive.of(project.app().compiled().directory()).toBytes());
            case ROLLBACK -> api.post(path + "/rollback", "");
            case RESTART, START_AGAIN -> api.post(path + "/restart", "");
            case SECRET -> api.put(path + "/secrets/TOKEN", project.next());
            case DELETE -> api.delete(path);
            case DELETE_WITH_DATA -> api.delete(path + "?resources=true");
        };
    }

    private void check(KilledOperation operation, ProjectUnderTest project, @Nullable String before) throws Exception {
        Set<String> names = Stream.concat(STEADY.stream(), PROJECTS.values().stream())
                .map(ProjectUnderTest::name)
                .collect(Collectors.toSet());
        if (operation == KilledOperation.DELETE || operation == KilledOperation.DELETE_WITH_DATA) {
            awaitDeletion(operation, project);
        }
        Map<String, String> serving = Inspection.of(SERVER, STEADY.get(0).infra(), names);
        String now = serving.get(project.name());
        switch (operation) {
            case DELETE, DELETE_WITH_DATA -> assertTrue(now == null || now.equals(before), project.name());
            case SECRET -> checkSecret(project, before, now);
            default -> checkDeployment(project, before, now);
        }
        for (ProjectUnderTest each :
                Stream.concat(STEADY.stream(), Stream.of(project)).toList()) {
            String current = serving.get(each.name());
            if (current != null) {
                each.assertAnswers(current.equals(before) ? api.current(each.name()) : current);
            }
        }
        if (operation == KilledOperation.FIRST_DEPLOY) {
            HttpResponse<String> gone = api.delete("/projects/" + project.name() + "?resources=true&wait=true");
            assertEquals(204, gone.statusCode(), gone::body);
        }
    }

    /** Acknowledged changes are there; failed ones changed nothing. */
    private void checkDeployment(ProjectUnderTest project, @Nullable String before, @Nullable String now)
            throws Exception {
        String id = outcome.id();
        if (id == null) {
            assertEquals(0, outcome.status(), () -> "Refused: " + outcome);
            return;
        }
        JsonNode deployment = api.get("/projects/" + project.name() + "/deployments/" + id);
        boolean serves = deployment.get("state").asText().equals("running");
        assertTrue(serves || !outcome.served(), deployment::toString);
        assertEquals(serves ? id : before, now, deployment::toString);
    }

    /** A secret that was not acknowledged may be the old one or the new; set again it is the new. */
    private void checkSecret(ProjectUnderTest project, @Nullable String before, @Nullable String now) throws Exception {
        checkDeployment(project, before, now);
        if (now != null && !now.equals(before)) {
            project.token(project.next());
            return;
        }
        project.assertAnswers(String.valueOf(now));
        RequestOutcome again = RequestOutcome.of(api, project.name(), () -> request(KilledOperation.SECRET, project));
        assertTrue(again.served(), () -> "The same secret set again must be felt: " + again);
        project.token(project.next());
        assertNotEquals(before, api.current(project.name()));
    }

    private void awaitDeletion(KilledOperation operation, ProjectUnderTest project) throws Exception {
        String path = "/projects/" + project.name();
        int status = api.send(api.to(path)).statusCode();
        if (outcome.wasAnswered()) {
            assertEquals(204, outcome.status());
            assertEquals(404, status, "Its deletion was acknowledged");
        }
        if (status != 404) {
            return;
        }
        assertEquals(404, new Visitor(SERVER).visit(project.name(), "/").statusCode());
        if (operation == KilledOperation.DELETE_WITH_DATA) {
            Await.until(
                    "its data to be gone",
                    Duration.ofSeconds(30),
                    () -> api.send(api.to(path + "/resources")).statusCode(),
                    gone -> gone == 404);
            project.forget();
        }
        assertNull(outcome.id());
    }
}
