package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of attack once, from where it is made: the table of {@code docs/attacks.md}. */
final class AttackMatrixIT {
    private static final String SERVICE = "service";
    private static final String NOTHING = "nothing";
    private static final String RESTARTED = "its service is ended and started again; its log says why";
    private static final String HALF_A_HEAD = "GET / HTTP/1.1\r\nHost: x\r\nX-Half: ";

    /** More than the API's and the proxy's share of so many files that one client can have. */
    private static final int FILES = 2048;

    private static final int CONNECTIONS = 700;

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults()
            .behind("env", "PATH=:" + System.getenv("PATH")) // with an empty part: the folder where one is
            .behind("prlimit", "--nofile=" + FILES + ":" + FILES, "--");

    private static final Api API = new Api(SERVER);
    private static final Visitor VISITOR = new Visitor(SERVER);
    private static final Attacker ATTACKER = new Attacker(SERVER, "attacker");
    private static final Attacker FLOODER = new Attacker(SERVER, "flooder");
    private static final Attacker VICTIM = new Attacker(SERVER, "victim");

    private static App app;
    private static Intrusion intrusion;

    private final AttackTable table = new AttackTable();

    @TempDir
    Path folder;

    @BeforeAll
    static void threeProjectsServe(@TempDir Path sources) throws Exception {
        Machine.needs(Machine.isRoot() && Machine.has("setpriv"), "root with setpriv");
        Machine.needs(Machine.has("bwrap"), "bubblewrap");
        app = App.copy("attacker", sources).compiled();
        List<String> projects = List.of("victim", "attacker", "flooder");
        List<String> deployments = new ArrayList<>();
        for (String project : projects) {
            deployments.add(API.uploadSources(project, app));
        }
        for (int i = 0; i < projects.size(); i++) {
            JsonNode settled = API.settled(projects.get(i), deployments.get(i));
            assertEquals("running", settled.get("state").asText(), settled::toString);
        }
        intrusion = new Intrusion(SERVER, API.current("victim"));
        intrusion.findsMuchAsOurselves();
    }

    @Test
    void everyAttackGetsWhatTheDocumentationSays() throws Exception {
        aServiceAgainstFilesAndProcesses();
        aServiceAgainstPostgres();
        aServiceAgainstRedis();
        aServiceAgainstTheServer();
        aServiceAgainstItsVisitors();
        aBuild();
        keys();
        visitors();

        table.row("everybody", "all of this", "the others' services answer as before", () -> {
            boolean serve = VICTIM.serves() && VICTIM.run("sql", "SELECT 1").equals("done");
            return serve && API.send(API.to("/health")).statusCode() == 200
                    ? "the others' services answer as before"
                    : "they do not";
        });
        table.isAsWanted();
        table.standsOn(Java.root().resolve("docs/attacks.md"));
    }

    private void aServiceAgainstFilesAndProcesses() {
        table.row(
                SERVICE,
                "read keys, store, logs, other projects' files and sockets, `/proc` of others",
                NOTHING,
                () -> {
                    intrusion.foundNothing(ATTACKER.shell(intrusion.script()));
                    return NOTHING;
                });
        table.row(
                SERVICE,
                "where bubblewrap is missing: PostgreSQL's log, others' metrics, the server's lock",
                "permission denied",
                () -> {
                    Path home = SERVER.home();
                    Object user =
                            Files.getAttribute(home.resolve("hosts/" + API.current("attacker") + "/run"), "unix:uid");
                    String said = new Shell(SERVER, home)
                            .run("for f in postgres/server.log metrics/victim.metrics lock; do setpriv --reuid " + user
                                    + " --regid " + user + " --clear-groups head -c 1 " + home
                                    + "/$f; done 2>&1; true");
                    return said.split("Permission denied", -1).length == 4 ? "permission denied" : said;
                });
        table.row(SERVICE, "kill the control plane and a neighbour's service", "no such process", () -> {
            String neighbour = Files.readString(SERVER.home().resolve("hosts/" + API.current("victim") + "/pid"));
            String said = ATTACKER.shell("for p in " + SERVER.pid() + " "
                    + neighbour.strip().split("\\s+", -1)[0] + "; do kill -9 $p; done");
            return said.split("No such process", -1).length == 3 ? "no such process" : said;
        });
        table.row(SERVICE, "become root: setuid, user namespaces, mounts", "refused; no capability", () -> {
            String said = ATTACKER.shell(
                    "for c in 'unshare -Ur true' 'mount -t tmpfs x /tmp' 'su -c true'; do"
                            + " $c < /dev/null > /dev/null 2>&1 && echo GOT $c; done; grep -E 'NoNewPrivs|CapEff' /proc/self/status");
            boolean none = said.matches("(?s)CapEff:\\s0+\\sNoNewPrivs:\\s1\\s");
            return none ? "refused; no capability" : said;
        });
        table.row(SERVICE, "start 5,000 threads", "at most 1,024", () -> {
            int threads = Integer.parseInt(ATTACKER.run("threads", ""));
            return threads > 500 && threads <= 1024 ? "at most 1,024" : threads + "";
        });
        table.row(SERVICE, "open all file descriptors", "its own limit; the API and others answer", () -> {
            int files = Integer.parseInt(ATTACKER.run("files", ""));
            boolean bounded = files > FILES / 2 && files <= FILES && VICTIM.serves();
            return bounded ? "its own limit; the API and others answer" : files + "";
        });
        table.row(SERVICE, "print 64 MiB", "16 MiB of log at most; the rest is dropped", () -> {
            ATTACKER.run("print?megabytes=64", "");
            Path log = SERVER.home().resolve("logs/attacker");
            return bytesIn(log) <= 17 << 20 ? "16 MiB of log at most; the rest is dropped" : bytesIn(log) + " bytes";
        });
    }

    private void aServiceAgainstPostgres() {
        table.row(SERVICE, "connect to a neighbour's database", "permission denied", () -> {
            String said = ATTACKER.run("sql?database=" + VICTIM.own()[1], "SELECT 1");
            return said.contains("permission denied for database") ? "permission denied" : said;
        });
        for (String sql : List.of("COPY (SELECT 1) TO PROGRAM 'id'", "SELECT pg_read_file('/etc/passwd')")) {
            table.row(SERVICE, "`" + sql + "`", "permission denied", () -> {
                String said = ATTACKER.run("sql", sql);
                return said.contains("permission denied") ? "permission denied" : said;
            });
        }
        table.row(SERVICE, "a query that wants 1 GB of memory", "the query fails: out of memory", () -> {
            String said = ATTACKER.run(
                    "sql", "SELECT length(string_agg(repeat('x', 1000000), '')) FROM generate_series(1, 900)");
            return said.contains("out of memory") ? "the query fails: out of memory" : said;
        });
        table.row(SERVICE, "hold 250 connections to PostgreSQL without logging in", RESTARTED, () -> {
            FLOODER.run("hold?count=250", "");
            String neighbour = VICTIM.run("sql", "SELECT 1");
            FLOODER.isEndedFor("connections to PostgreSQL open and was ended");
            return neighbour.equals("done") ? RESTARTED : "neighbour: " + neighbour;
        });
    }

    private void aServiceAgainstRedis() {
        table.row(SERVICE, "a neighbour's Redis, with the own password", "authentication required", () -> {
            String said = ATTACKER.run("redis?port=" + VICTIM.own()[2], "KEYS *");
            return said.contains("WRONGPASS") && said.contains("NOAUTH") ? "authentication required" : said;
        });
        table.row(SERVICE, "`CONFIG SET`, `MODULE`, `DEBUG`, `REPLICAOF` in the own Redis", "no permission", () -> {
            String said =
                    ATTACKER.run("redis", "CONFIG SET dir /tmp\r\nMODULE LIST\r\nDEBUG SLEEP 0\r\nREPLICAOF NO ONE");
            return said.split("NOPERM", -1).length == 5 ? "no permission" : said;
        });
        table.row(SERVICE, "hold 60 connections to a neighbour's Redis", RESTARTED, () -> {
            FLOODER.run("hold?count=60&port=" + VICTIM.own()[2], "");
            String neighbour = VICTIM.run("redis", "PING");
            FLOODER.isEndedFor("connections to the Redis of victim open and was ended");
            return neighbour.contains("+PONG") ? RESTARTED : "neighbour: " + neighbour;
        });
    }

    private void aServiceAgainstTheServer() {
        table.row(SERVICE, "write megabytes to its host's connection with the control plane", RESTARTED, () -> {
            String said = FLOODER.run("host", "");
            FLOODER.isEndedFor("sent the server what it does not understand");
            return said.equals("not found") ? said : RESTARTED;
        });
        table.row(SERVICE, "hold 700 connections to the API with half a head", "others are answered", () -> {
            ATTACKER.run("hold?count=" + CONNECTIONS + "&port=" + SERVER.api().getPort(), HALF_A_HEAD);
            return API.send(API.to("/projects")).statusCode() == 200 ? "others are answered" : "refused";
        });
        table.row(SERVICE, "hold 700 connections to the proxy with half a head", "others are answered", () -> {
            ATTACKER.run("hold?count=" + CONNECTIONS + "&port=" + SERVER.proxy().getPort(), HALF_A_HEAD);
            int status = VISITOR.visit("victim", "/").statusCode();
            return status == 200 ? "others are answered" : status + "";
        });
    }

    private void aServiceAgainstItsVisitors() {
        for (String path : List.of("head", "garbage")) {
            String tried = path.equals("head") ? "answer with a head without end" : "answer with what is not HTTP";
            table.row(
                    SERVICE,
                    tried,
                    "502",
                    () -> VISITOR.visit("attacker", "/" + path).statusCode() + "");
        }
        table.row(SERVICE, "a second answer behind the first, for the next visitor", "it is dropped", () -> {
            for (int i = 0; i < 10; i++) {
                String first = VISITOR.visit("attacker", "/behind").body();
                if (!first.equals("ok") || !ATTACKER.serves()) {
                    return "the next one got it";
                }
            }
            return "it is dropped";
        });
    }

    private void aBuild() {
        String[] log = {""};
        table.row("build", "read what a service may not read", NOTHING, () -> {
            log[0] = failedBuild("prying", intrusion.script() + "truncate -s 300G compiled/big.bin\n");
            intrusion.foundNothing(log[0]);
            return log[0].contains(SERVER.key()) ? "the administrator's key" : NOTHING;
        });
        table.row(
                "build",
                "leave a sparse file of 300 GB among the classes",
                "the build fails; nothing is copied",
                () -> log[0].contains("the largest is big.bin") ? "the build fails; nothing is copied" : log[0]);
        table.row(
                "build",
                "send along `LD_PRELOAD`, for the programs that start it as root",
                "the build fails, and names it",
                () -> {
                    App copy = App.copyOf(app.directory(), folder.resolve("preloading"))
                            .write(".shuttle/build-env.json", "{\"LD_PRELOAD\": \"./mine.so\"}");
                    String error = API.settled("preloading", API.uploadSources("preloading", copy))
                            .get("error")
                            .toString();
                    return error.contains("The variable LD_PRELOAD of the build cannot be set")
                            ? "the build fails, and names it"
                            : error;
                });
        table.row(
                "build",
                "bring along programs named `sh` and `setpriv`, for a server whose `PATH` has an empty part",
                "none of them runs",
                this::projectsOwnPrograms);
    }

    /** Of the programs that start a build and a service as root, and are looked for along a PATH with an empty part. */
    private String projectsOwnPrograms() throws Exception {
        App copy = App.copyOf(app.directory(), folder.resolve("programs"));
        Path ran = folder.resolve("ran");
        for (String program : List.of("sh", "setpriv", "setsid", "prlimit", "bwrap")) {
            copy.write(program, "#!/bin/sh\nid >> " + ran + "\nexec /usr/bin/" + program + " \"$@\"\n");
            assertTrue(copy.directory().resolve(program).toFile().setExecutable(true));
        }
        JsonNode deployment = API.settled("programs", API.uploadSources("programs", copy));
        assertEquals("running", deployment.get("state").asText(), deployment::toString);
        return Files.exists(ran) ? Files.readString(ran) : "none of them runs";
    }

    /** The log of a build that runs a shell script when it has compiled, and its failure. */
    private String failedBuild(String project, String script) throws Exception {
        App copy = App.copyOf(app.directory(), folder.resolve(project));
        App attacking = RightsIT.running(copy, "process-classes", script);
        JsonNode deployment = API.settled(project, API.uploadSources(project, attacking));
        assertEquals("failed", deployment.get("state").asText(), deployment::toString);
        String log =
                "/projects/" + project + "/deployments/" + deployment.get("id").asText() + "/logs";
        return API.send(API.to(log).header("Accept", "text/plain")).body() + deployment.get("error");
    }

    private void keys() throws Exception {
        String deploy = key("deploy:attacker");
        String read = key("read:attacker");
        table.row(
                "deploy key",
                "read, deploy, change and delete another project",
                "404 for each, nothing changed",
                () -> {
                    String before = API.get("/projects/victim").toString();
                    String got = "";
                    for (String call : List.of(
                            "GET /projects/victim",
                            "GET /projects/victim/logs",
                            "GET /projects/victim/resources?reveal=true",
                            "GET /projects/victim/audit",
                            "PUT /projects/victim/secrets/NAME",
                            "POST /projects/victim/stop",
                            "DELETE /projects/victim?resources=true",
                            "POST /deploy?project=victim")) {
                        got += " " + as(deploy, call).statusCode();
                    }
                    boolean same = before.equals(API.get("/projects/victim").toString());
                    return got.equals(" 404".repeat(8)) && same ? "404 for each, nothing changed" : got;
                });
        table.row("deploy key", "hold 40 uploads that never end", "another key's upload has a place", () -> {
            List<Socket> held = hold(
                    40,
                    SERVER.api(),
                    "POST /deploy?project=attacker HTTP/1.1\r\nHost: x\r\n" + "Authorization: Bearer " + deploy
                            + "\r\nContent-Length: 1000000\r\n\r\n");
            try {
                int status =
                        as(key("deploy:victim"), "POST /deploy?project=victim").statusCode();
                return status != 429 ? "another key's upload has a place" : "429";
            } finally {
                close(held);
            }
        });
        table.row(
                "deploy key", "lead a browser to a sign-in link of its own, from its app", "it is asked first", () -> {
                    String page = API.send(API.to("/console/link").header("Sec-Fetch-Site", "same-site"))
                            .body();
                    return page.contains("Another page has led you here") ? "it is asked first" : page;
                });
        table.row("read key", "follow its log 130 times", "another key follows its own", () -> {
            List<Socket> held = hold(
                    130,
                    SERVER.api(),
                    "GET /projects/attacker/logs?follow=true HTTP/1.1\r\nHost: x\r\n"
                            + "Accept: text/plain\r\nAuthorization: Bearer " + read + "\r\n\r\n");
            try {
                int status = as(key("read:victim"), "GET /projects/victim/logs").statusCode();
                return status == 200 ? "another key follows its own" : status + "";
            } finally {
                close(held);
            }
        });
        table.row("read key", "50 refused calls on another project", "none is in that project's audit log", () -> {
            for (int i = 0; i < 50; i++) {
                as(read, "PUT /projects/victim/secrets/NAME");
            }
            String audit = API.get("/projects/victim/audit?limit=500").toString();
            return audit.contains("setSecret") ? audit : "none is in that project's audit log";
        });
    }

    private void visitors() {
        table.row(
                "visitor", "forge his address in six headers, ask for h2c", "the service sees ours, no upgrade", () -> {
                    String seen = RawRequest.to(SERVER.proxy())
                            .line("GET /request HTTP/1.1")
                            .line("Host: attacker.localhost")
                            .line("Forwarded: for=6.6.6.6")
                            .line("X-Forwarded-For: 6.6.6.6")
                            .line("X_Forwarded_For: 6.6.6.6")
                            .line("X-Real-IP: 6.6.6.6")
                            .line("True-Client-IP: 6.6.6.6")
                            .line("CF-Connecting-IP: 6.6.6.6")
                            .line("Upgrade: h2c")
                            .line("Connection: close, Upgrade, HTTP2-Settings")
                            .line("HTTP2-Settings: AAAA")
                            .line("")
                            .whole();
                    boolean ours = seen.contains("X-Forwarded-For: 127.0.0.1") && !seen.contains("6.6.6.6");
                    return ours && !seen.contains("h2c") && !seen.contains("AAAA")
                            ? "the service sees ours, no upgrade"
                            : seen;
                });
        table.row("visitor", "a second request in the body of the first: two lengths", "400", () -> RawRequest.to(
                        SERVER.proxy())
                .line("POST / HTTP/1.1")
                .line("Host: attacker.localhost")
                .line("Content-Length: 4")
                .line("Transfer-Encoding: chunked")
                .line("")
                .line("0")
                .line("")
                .line("GET /request HTTP/1.1")
                .send()
                .substring(9));
    }

    @Test
    @Tag("full") // HostConnectionTest has the bounds
    void hostsThatFloodTheNextControlPlaneCostTheirOwnServicesOnly() throws Exception {
        for (Attacker each : List.of(ATTACKER, FLOODER)) {
            String deployment = API.current(each.project());
            assertEquals("listening", each.run("impostor?port=1&deployment=" + deployment, ""));
        }
        SERVER.kill();
        SERVER.start();

        assertTrue(VICTIM.serves());
        assertEquals(200, API.send(API.to("/projects")).statusCode());
        for (Attacker each : List.of(ATTACKER, FLOODER)) {
            String cutOff = "The host of " + API.current(each.project()) + " is cut off and ended";
            assertTrue(SERVER.printed().stream().anyMatch(line -> line.contains(cutOff)), cutOff);
            each.isBack();
        }
    }

    private static String key(String scope) throws Exception {
        HttpResponse<String> made = API.post("/keys", "{\"name\": \"" + scope + "\", \"scope\": \"" + scope + "\"}");
        assertEquals(201, made.statusCode(), made::body);
        return Api.json(made.body()).get("key").asText();
    }

    private static HttpResponse<String> as(String key, String call) throws Exception {
        String[] words = call.split(" ", -1);
        return API.send(API.to(words[1])
                .setHeader("Authorization", "Bearer " + key)
                .method(
                        words[0],
                        words[0].equals("PUT") || words[0].equals("POST")
                                ? BodyPublishers.ofString("x")
                                : BodyPublishers.noBody()));
    }

    private static List<Socket> hold(int count, URI at, String beginning) throws IOException {
        List<Socket> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), at.getPort());
            held.add(socket);
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
        }
        return held;
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket each : sockets) {
            each.close();
        }
    }

    private static long bytesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        }
    }
}
