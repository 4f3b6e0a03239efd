package dev.shuttle.plugin.local;

import dev.shuttle.resources.BinarySource;
import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.folder.Folders;
import dev.shuttle.resources.postgres.EmbeddedPostgres;
import dev.shuttle.resources.redis.EmbeddedRedis;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.ResourceOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The resources of a service on this machine: the kinds that a control plane makes, kept in a {@link LocalFolder}. */
final class LocalResources implements AutoCloseable {

    private final LocalState state;
    private final Folders folders;
    private final Map<String, Provisioner> provisioners;

    /** No server is started, and no binary asked for, before something needs it. */
    LocalResources(LocalFolder folder, BinarySource postgres, BinarySource redis)
            throws LocalRunException, IOException {
        this.state = LocalState.read(folder.of("state.json"));
        this.folders = new Folders(folder.of("folders"));
        this.provisioners = Map.of(
                ResourceRequest.POSTGRES,
                new EmbeddedPostgres(folder.of("postgres"), postgres, state::superuserPassword),
                ResourceRequest.REDIS,
                new EmbeddedRedis(folder.of("redis"), redis),
                ResourceRequest.FOLDER,
                folders);
    }

    /** Stops servers that a run which was killed has left behind, so that their data can be deleted. */
    static void stopLeftOvers(LocalFolder folder) {
        BinarySource none = () -> {
            throw new IOException("nothing is to be started");
        };
        new EmbeddedPostgres(folder.of("postgres"), none, () -> "").close();
        new EmbeddedRedis(folder.of("redis"), none).close();
    }

    /** Makes or finds all that is asked for; a secret that is not set has no output. */
    List<ResourceOutput> provide(String project, List<ResourceRequest> requests, DevSecrets secrets)
            throws ProvisioningException, InterruptedException {
        List<ResourceOutput> outputs = new ArrayList<>();
        for (ResourceRequest request : requests) {
            Map<String, String> values = values(project, request, secrets);
            if (!values.isEmpty()) {
                outputs.add(new ResourceOutput(request.type(), request.name(), values));
            }
        }
        return outputs;
    }

    /** Keeps what the provider of an app's own annotation has returned, for the next run. */
    void keep(String project, ResourceOutput output) {
        Map<String, String> previous = new TreeMap<>();
        output.values().forEach((key, value) -> {
            if (key.startsWith("out.")) {
                previous.put("previous." + key.substring("out.".length()), value);
            }
        });
        state.put(key(project, output.toString()), previous);
    }

    /** Stops the servers; their data stays. */
    @Override
    public void close() {
        provisioners.values().forEach(Provisioner::close);
    }

    private Map<String, String> values(String project, ResourceRequest request, DevSecrets secrets)
            throws ProvisioningException, InterruptedException {
        if (request.isSecret()) {
            String value = secrets.values().get(request.name());
            return value == null ? Map.of() : Map.of("value", value);
        }
        String key = key(project, request.toString());
        Provisioner provisioner = provisioners.get(request.type());
        if (provisioner == null) {
            Map<String, String> values = new HashMap<>(state.get(key));
            values.put(
                    "folder",
                    folders.custom(project, request.type(), request.name()).toString());
            return values;
        }
        List<Map<String, String>> siblings =
                List.copyOf(state.below(key(project, request.type())).values());
        Map<String, String> draft = state.get(key, () -> provisioner.draft(project, request.name(), siblings));
        return provisioner.ensure(project, request.name(), draft);
    }

    private static String key(String project, String resource) {
        return project + " " + resource;
    }
}
