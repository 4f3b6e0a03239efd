package dev.shuttle.it;

import java.io.IOException;
import java.time.Duration;

/** A project in which the app {@code attacker} serves, and does to others what it is told. */
record Attacker(ControlPlane server, String project) {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Runs an attack in the service, and returns its own words. */
    String run(String attack, String body) throws IOException, InterruptedException {
        return visitor().post(project, "/" + attack, "text/plain", body).body();
    }

    /** Runs a shell in the service, and returns its output. */
    String shell(String script) throws IOException, InterruptedException {
        return run("shell", script);
    }

    /** Port of PostgreSQL, name of the own database, port of the own Redis. */
    String[] own() throws IOException, InterruptedException {
        return run("own", "").split(" ", -1);
    }

    boolean serves() throws IOException, InterruptedException {
        return visitor().read(project).equals("attacker, version 1");
    }

    /** Its service is ended for that reason, which its log has, and is started again. */
    void isEndedFor(String reason) throws Exception {
        Api api = new Api(server);
        Await.until(
                "the reason in the log",
                SOON,
                () -> api.send(api.to("/projects/" + project + "/logs").header("Accept", "text/plain"))
                        .body(),
                log -> log.contains(reason));
        isBack();
    }

    void isBack() throws Exception {
        Await.until("the service to be back", SOON, this::serves, serves -> serves);
    }

    private Visitor visitor() {
        return new Visitor(server);
    }
}
