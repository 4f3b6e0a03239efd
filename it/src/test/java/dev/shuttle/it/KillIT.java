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
    /** For what a flow does behind its answer. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(6);

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults()
            .killable()
            .with("SHUTTLE_KEEP_RELEASES", "2")
            .with("SHUTTLE_START_TIMEOUT", "PT30S");

    private static final List<Subject> STEADY = new ArrayList<>();
    private static final Map<Flow, Subject> SUBJECTS = new EnumMap<>(Flow.class);

    private final Api api = new Api(SERVER);
    private int kills;

    @BeforeAll
    static void projectsServe(@TempDir Path folder) throws Exception {
        Subject steady = new Subject(SERVER, "steady", folder);
        Subject changing = new Subject(SERVER, "changing", folder);
        Subject doomed = new Subject(SERVER, "doomed", folder);
        STEADY.addAll(List.of(steady, changing));
        Subject.deployAll(List.of(steady, changing, doomed));
        changing.deploy(); // so that there is a version to go back to
        SUBJECTS.put(Flow.FIRST_DEPLOY, new Subject(SERVER, "fresh", folder));
        for (Flow flow : List.of(Flow.REDEPLOY, Flow.ROLLBACK, Flow.RESTART, Flow.START_AGAIN)) {
            SUBJECTS.put(flow, changing);
        }
        SUBJECTS.put(Flow.SECRET, steady);
        SUBJECTS.put(Flow.DELETE, doomed);
        SUBJECTS.put(Flow.DELETE_WITH_DATA, doomed);
    }

    @Test
    void killedWhereItIsMostTelling() throws Exception {
        kill(new Kill(Flow.FIRST_DEPLOY, KillPoint.BUILDING, 2));
        kill(new Kill(Flow.SECRET, KillPoint.SECRET_SET, 1));
        kill(new Kill(Flow.ROLLBACK, KillPoint.SERVES, 1));
        kill(new Kill(Flow.DELETE_WITH_DATA, KillPoint.FORGOTTEN, 1));
    }

    @Test
    @Tag("full")
    void killedEverywhere() throws Exception {
        long seed = Long.getLong("shuttle.kills.seed", System.currentTimeMillis());
        Random random = new Random(seed);
        List<Kill> all = Stream.of(Flow.values())
                .flatMap(flow ->
                        flow.points.stream().map(point -> new Kill(flow, point, 1 + random.nextInt(point.passages))))
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(all, random);
        System.out.println(all.size() + " kills; again in the same order with -Dshuttle.kills.seed=" + seed);
        assertTrue(all.size() >= 100);
        for (Kill kill : all.subList(Integer.getInteger("shuttle.kills.from", 1) - 1, all.size())) {
            kill(kill);
        }
    }

    /** A kill during a user's operation. */
    private record Kill(Flow flow, KillPoint point, int passage) {}

    private void kill(Kill kill) throws Exception {
        Flow flow = kill.flow();
        Subject subject = SUBJECTS.getOrDefault(flow, STEADY.get(0));
        String before = prepare(flow, subject);
        long begin = System.nanoTime();
        boolean there = flow == Flow.START_AGAIN ? killTwice(kill, subject) : killOnce(kill, subject);
        long killed = System.nanoTime();
        Duration start = SERVER.start();
        check(flow, subject, before);
        System.out.printf(
                "kill %d: %s, %s its place; flow %d ms, start %d ms, checks until %d ms%n",
                ++kills,
                kill,
                there ? "at" : "after the flow, which did not pass",
                (killed - begin) / 1_000_000,
                start.toMillis(),
                (System.nanoTime() - killed) / 1_000_000);
    }

    private Asked asked = new Asked(0, null, false);

    private boolean killOnce(Kill kill, Subject subject) throws Exception {
        SERVER.killAt(kill.point(), kill.passage());
        asked = Asked.of(api, subject.name(), () -> request(kill.flow(), subject));
        return SERVER.isKilled(AFTERWARDS) || !killNow();
    }

    /** A kill during a restart, and again during the next start. */
    private boolean killTwice(Kill kill, Subject subject) throws Exception {
        killOnce(new Kill(Flow.RESTART, KillPoint.HOST_READY, 1), subject);
        return SERVER.startAndKillAt(kill.point(), kill.passage()) || !killNow();
    }

    private static boolean killNow() throws InterruptedException {
        SERVER.kill();
        return true;
    }

    /** Returns what serves. */
    private @Nullable String prepare(Flow flow, Subject subject) throws Exception {
        if (flow == Flow.FIRST_DEPLOY) {
            api.secret(subject.name(), "TOKEN", subject.token());
            return null;
        }
        if (api.send(api.to("/projects/" + subject.name())).statusCode() == 404) {
            subject.deploy();
        }
        subject.write();
        if (flow == Flow.SECRET) {
            subject.next("token-" + System.nanoTime());
        }
        return api.current(subject.name());
    }

    private HttpResponse<String> request(Flow flow, Subject subject) throws java.io.IOException, InterruptedException {
        String project = "/projects/" + subject.name();
        return switch (flow) {
            case FIRST_DEPLOY, REDEPLOY -> api.deploy(
                    subject.name() + "&force=true",
                    Archive.of(subject.app().compiled().directory()).toBytes());
            case ROLLBACK -> api.post(project + "/rollback", "");
            case RESTART, START_AGAIN -> api.post(project + "/restart", "");
            case SECRET -> api.put(project + "/secrets/TOKEN", subject.next());
            case DELETE -> api.delete(project);
            case DELETE_WITH_DATA -> api.delete(project + "?resources=true");
        };
    }

    private void check(Flow flow, Subject subject, @Nullable String before) throws Exception {
        Set<String> names = Stream.concat(STEADY.stream(), SUBJECTS.values().stream())
                .map(Subject::name)
                .collect(Collectors.toSet());
        if (flow == Flow.DELETE || flow == Flow.DELETE_WITH_DATA) {
            awaitDeletion(flow, subject);
        }
        Map<String, String> serving = Inspection.of(SERVER, STEADY.get(0).infra(), names);
        String now = serving.get(subject.name());
        switch (flow) {
            case DELETE, DELETE_WITH_DATA -> assertTrue(now == null || now.equals(before), subject.name());
            case SECRET -> checkSecret(subject, before, now);
            default -> checkDeployment(subject, before, now);
        }
        for (Subject each : Stream.concat(STEADY.stream(), Stream.of(subject)).toList()) {
            String current = serving.get(each.name());
            if (current != null) {
                each.assertAnswers(current.equals(before) ? api.current(each.name()) : current);
            }
        }
        if (flow == Flow.FIRST_DEPLOY) {
            HttpResponse<String> gone = api.delete("/projects/" + subject.name() + "?resources=true&wait=true");
            assertEquals(204, gone.statusCode(), gone::body);
        }
    }

    /** Acknowledged changes are there; failed ones changed nothing. */
    private void checkDeployment(Subject subject, @Nullable String before, @Nullable String now) throws Exception {
        String id = asked.id();
        if (id == null) {
            assertEquals(0, asked.status(), () -> "Refused: " + asked);
            return;
        }
        JsonNode deployment = api.get("/projects/" + subject.name() + "/deployments/" + id);
        boolean serves = deployment.get("state").asText().equals("running");
        assertTrue(serves || !asked.served(), deployment::toString);
        assertEquals(serves ? id : before, now, deployment::toString);
    }

    /** A secret that was not acknowledged may be the old one or the new; set again it is the new. */
    private void checkSecret(Subject subject, @Nullable String before, @Nullable String now) throws Exception {
        checkDeployment(subject, before, now);
        if (now != null && !now.equals(before)) {
            subject.token(subject.next());
            return;
        }
        subject.assertAnswers(String.valueOf(now));
        Asked again = Asked.of(api, subject.name(), () -> request(Flow.SECRET, subject));
        assertTrue(again.served(), () -> "The same secret set again must be felt: " + again);
        subject.token(subject.next());
        assertNotEquals(before, api.current(subject.name()));
    }

    private void awaitDeletion(Flow flow, Subject subject) throws Exception {
        String project = "/projects/" + subject.name();
        int status = api.send(api.to(project)).statusCode();
        if (asked.wasAnswered()) {
            assertEquals(204, asked.status());
            assertEquals(404, status, "Its deletion was acknowledged");
        }
        if (status != 404) {
            return;
        }
        assertEquals(404, new Visitor(SERVER).visit(subject.name(), "/").statusCode());
        if (flow == Flow.DELETE_WITH_DATA) {
            Await.until(
                    "its data to be gone",
                    Duration.ofSeconds(30),
                    () -> api.send(api.to(project + "/resources")).statusCode(),
                    gone -> gone == 404);
            subject.forget();
        }
        assertNull(asked.id());
    }
}
