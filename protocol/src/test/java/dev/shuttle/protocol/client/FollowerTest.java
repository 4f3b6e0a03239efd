package dev.shuttle.protocol.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.LogLine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FollowerTest {

    private final List<String> heard = new ArrayList<>();
    private final DeploymentListener listener = new DeploymentListener() {
        @Override
        public void line(LogLine line) {
            heard.add(line.line());
        }

        @Override
        public void state(Deployment deployment) {
            heard.add("[" + deployment.state().json() + "]");
        }

        @Override
        public void notice(String sentence) {
            heard.add("! " + sentence);
        }
    };

    @Test
    void hearsLinesAndStatesUntilTheEnd() throws Exception {
        try (TestServer server = new TestServer(call -> call.events(
                ": hello\n\n",
                Samples.event(1, "state", Samples.deployment("d1", "building")),
                Samples.event(2, "line", Samples.line("compiling")),
                Samples.event(3, "later", "{}"),
                Samples.event(4, "end", Samples.deployment("d1", "running")),
                Samples.event(5, "line", Samples.line("too late"))))) {
            Deployment end = server.client().follow(queued(), listener);

            assertEquals(DeploymentState.RUNNING, end.state());
            assertEquals(List.of("[building]", "compiling", "[running]"), heard);
            assertEquals(List.of("GET /projects/shop/deployments/d1/logs?follow=true"), server.lines());
        }
    }

    @Test
    void resumesBehindTheLastEventWhenTheStreamBreaks() throws Exception {
        try (TestServer server = new TestServer(call -> {
            if (!call.asked().line().contains("/logs")) {
                call.json(200, Samples.deployment("d1", "building"));
            } else if (call.asked().lastEventId() == null) {
                call.events(Samples.event(7, "line", Samples.line("one")), "id: 8\nevent: line\ndata: {\"at");
            } else {
                call.events(
                        Samples.event(8, "line", Samples.line("two")),
                        Samples.event(9, "end", Samples.deployment("d1", "failed")));
            }
        })) {
            Deployment end = server.client().follow(queued(), listener);

            assertEquals(DeploymentState.FAILED, end.state());
            assertEquals(List.of("one", "[building]", "two", "[failed]"), heard);
            assertEquals("7", server.asked().get(2).lastEventId());
        }
    }

    @Test
    void asksInsteadWhereNoStreamComesThrough() throws Exception {
        try (TestServer server = new TestServer(call -> {
            if (call.asked().line().contains("/logs")) {
                call.answer(502, "text/html", "<html>");
            } else {
                call.json(200, Samples.deployment("d1", call.number() < 13 ? "building" : "running"));
            }
        })) {
            Deployment end = server.client().follow(queued(), listener);

            assertEquals(DeploymentState.RUNNING, end.state());
            assertEquals(
                    5,
                    server.lines().stream()
                            .filter(line -> line.contains("/logs"))
                            .count());
            assertTrue(heard.get(1).startsWith("! Cannot follow the log"), heard.toString());
        }
    }

    @Test
    void outlivesAControlPlaneThatIsAwayForAMoment() throws Exception {
        try (TestServer server = new TestServer(call -> {
            if (call.number() < 4) {
                call.exchange().close();
            } else {
                call.json(200, Samples.deployment("d1", "running"));
            }
        })) {
            assertEquals(
                    DeploymentState.RUNNING,
                    server.client().follow(queued(), listener).state());
        }
    }

    @Test
    void endsWhenTheDeploymentIsNoLongerKnown() throws Exception {
        try (TestServer server =
                new TestServer(call -> call.json(404, Samples.problem(404, "There is no deployment d1.")))) {
            ApiException refused =
                    assertThrows(ApiException.class, () -> server.client().follow(queued(), listener));

            assertEquals("There is no deployment d1.", refused.getMessage());
        }
    }

    private static Deployment queued() throws Exception {
        return Json.MAPPER.readValue(Samples.deployment("d1", "queued"), Deployment.class);
    }
}
