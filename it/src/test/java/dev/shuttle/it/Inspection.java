package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The invariants of a control plane, its processes and its home after each start, whatever has happened before. */
final class Inspection {
    private static final Set<String> FINAL = Set.of("superseded", "stopped", "failed", "crashed", "cancelled");
    private static final String INTERRUPTED = "The control plane ended during this step";

    /** Queued deployments are built and started; unwanted services are asked to stop before it is killed. */
    private static final Duration SETTLED = Duration.ofSeconds(90);

    private final ControlPlane server;
    private final Api api;
    private final Map<String, List<JsonNode>> deployments = new HashMap<>();
    private final Map<String, String> serving = new HashMap<>();

    private Inspection(ControlPlane server) {
        this.server = server;
        this.api = new Api(server);
    }

    /** Checks all, with the help of a service that sees the databases; returns which deployment serves each project. */
    static Map<String, String> of(ControlPlane server, Infra witness, Set<String> names) throws Exception {
        Inspection inspection = new Inspection(server);
        Await.until("all deployments to come to an end", SETTLED, inspection::unsettled, List::isEmpty);
        inspection.readProjects();
        inspection.onlyTheirProcesses();
        inspection.onlyTheirFiles();
        inspection.onlyTheirShares(witness, names);
        return inspection.serving;
    }

    private List<String> unsettled() throws Exception {
        List<String> unsettled = new ArrayList<>();
        deployments.clear();
        for (JsonNode project : api.get("/projects?limit=500").get("items")) {
            String name = project.get("name").asText();
            deployments.put(name, api.deployments(name));
            deployments.get(name).stream()
                    .filter(each -> !FINAL.contains(state(each)) && !state(each).equals("running"))
                    .forEach(each -> unsettled.add(name + " " + each));
        }
        return unsettled;
    }

    private void readProjects() throws Exception {
        for (JsonNode project : api.get("/projects?limit=500").get("items")) {
            String name = project.get("name").asText();
            List<String> running = new ArrayList<>();
            for (JsonNode each : deployments.getOrDefault(name, List.of())) {
                if (state(each).equals("running")) {
                    running.add(each.get("id").asText());
                }
                assertReasonable(each);
            }
            JsonNode current = project.get("current");
            assertEquals(current.isNull() ? List.of() : List.of(current.asText()), running, project::toString);
            assertEquals(
                    running.isEmpty() ? "new" : "running", project.get("state").asText(), project::toString);
            running.forEach(id -> serving.put(name, id));
        }
    }

    /** Nothing has failed but by the kill, and no step goes on for ever. */
    private static void assertReasonable(JsonNode deployment) {
        if (state(deployment).equals("failed")) {
            assertTrue(deployment.at("/error/message").asText().contains(INTERRUPTED), deployment::toString);
        }
        for (JsonNode step : deployment.get("steps")) {
            assertTrue(step.hasNonNull("millis"), deployment::toString);
        }
    }

    private static String state(JsonNode deployment) {
        return deployment.get("state").asText();
    }

    private void onlyTheirProcesses() throws Exception {
        List<String> wanted = serving.values().stream().sorted().toList();
        Await.until("one host for each of " + serving, SETTLED, () -> Processes.hosted(server.home()), wanted::equals);
        assertEquals(Set.of(), Processes.builders(server.home()), "Builders are left");
        assertEquals(1, Processes.postgres(server.home()).size());
    }

    private void onlyTheirFiles() throws Exception {
        Set<String> all = deployments.values().stream()
                .flatMap(List::stream)
                .map(each -> each.get("project").asText() + "/" + each.get("id").asText())
                .collect(Collectors.toSet());
        await("hosts", new TreeSet<>(serving.values())::containsAll);
        for (String empty : List.of("uploads", "releases/.aside")) {
            await(empty, Set::isEmpty);
        }
        for (String emptied : List.of("workspaces", "builds")) {
            await(emptied, Set::isEmpty, 2);
        }
        await("logs", all::containsAll, 2);
        await("releases", all::containsAll, 2);
        Await.until("only libraries of releases", SETTLED, this::unusedLibraries, Set::isEmpty);
    }

    private void await(String folder, java.util.function.Predicate<Set<String>> enough) throws Exception {
        await(folder, enough, 1);
    }

    private void await(String folder, java.util.function.Predicate<Set<String>> enough, int depth) throws Exception {
        Await.until("only what is wanted in " + folder, SETTLED, () -> names(folder, depth), enough);
    }

    /** The files in a folder of the home, that many levels down. */
    private Set<String> names(String folder, int depth) throws IOException {
        Path root = server.home().resolve(folder);
        if (!Files.isDirectory(root)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(root, depth)) {
            return files.map(root::relativize)
                    .filter(file ->
                            file.getNameCount() == depth && !file.toString().isEmpty())
                    .map(Path::toString)
                    .filter(file -> !file.equals(".aside"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (java.io.UncheckedIOException e) {
            return Set.of("(changes just now)");
        }
    }

    private Set<String> unusedLibraries() throws IOException {
        Set<String> unused = new TreeSet<>(names("libs", 1));
        unused.removeAll(librariesOfReleases());
        return unused;
    }

    private Set<String> librariesOfReleases() throws IOException {
        Set<String> used = new HashSet<>();
        for (String release : names("releases", 2)) {
            Path description =
                    server.home().resolve("releases").resolve(release).resolve("release.json");
            try {
                for (JsonNode entry : Api.json(Files.readString(description)).get("classPath")) {
                    used.add(entry.asText().replaceFirst("^/libs/", ""));
                }
            } catch (NoSuchFileException gone) {
                // and its libraries go with it
            }
        }
        return used;
    }

    /** Databases, roles, Redis servers and folders are those of resources that are listed. */
    private void onlyTheirShares(Infra witness, Set<String> names) throws Exception {
        Set<String> listed = new TreeSet<>();
        Set<String> made = new TreeSet<>();
        Set<String> folders = new TreeSet<>();
        int redis = 0;
        for (String name : names) {
            var answer = api.send(api.to("/projects/" + name + "/resources"));
            if (answer.statusCode() == 404) {
                continue;
            }
            for (JsonNode each : Api.json(answer.body()).get("items")) {
                String type = each.get("type").asText();
                if (type.equals("postgres")) {
                    listed.add(each.at("/details/database").asText());
                    if (!each.get("state").asText().equals("provisioning")) {
                        made.add(each.at("/details/database").asText());
                    }
                }
                redis += type.equals("redis") ? 1 : 0;
                if (type.equals("folder")) {
                    folders.add(name);
                }
            }
        }
        for (String sql : List.of(
                "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'",
                "SELECT rolname FROM pg_roles WHERE NOT rolsuper AND rolname !~ '^pg_'")) {
            Set<String> found = new TreeSet<>(List.of(witness.sql(sql).split("\n", -1)));
            assertTrue(listed.containsAll(found), () -> found + " exist, of which only are listed " + listed);
            assertTrue(found.containsAll(made), () -> made + " are listed, of which only exist " + found);
        }
        int servers = Processes.redis(server.home()).size();
        int most = redis;
        assertTrue(servers <= most, () -> servers + " Redis servers for " + most + " resources");
        assertTrue(folders.containsAll(names("folders", 1)), () -> "Folders of others than " + folders);
    }
}
