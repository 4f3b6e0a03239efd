package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.plugin.tunnel.ConnectionUrl;
import dev.shuttle.plugin.tunnel.LocalPort;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.Resource;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ResourceTunnel;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Opens a port on this machine that leads to a database or a Redis of the project, and prints its URL, with the password,
 * as psql, redis-cli and JDBC take it. Ends with Ctrl-C, or when the key is revoked or expires.
 */
@Mojo(name = "connect", requiresProject = false, aggregator = true, threadSafe = true)
public final class ConnectMojo extends AbstractShuttleMojo {

    /** {@code TYPE:NAME} of the resource, such as {@code postgres:default}. Needed only if there are several. */
    @Parameter(property = "shuttle.resource")
    private @Nullable String resource;

    /** The port on this machine; 0 is any that is free. */
    @Parameter(property = "shuttle.port", defaultValue = "0")
    private int port;

    @Inject
    ConnectMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        if (port < 0 || port > 65_535) {
            throw new MojoFailureException("-Dshuttle.port takes a number from 0 to 65535, not " + port + ".");
        }
        Result result = result();
        ProjectName name = project().name();
        ShuttleClient client = connect();
        Resource found = find(client.resources(name).list(true), name);
        ResourceTunnel tunnel = client.tunnel(name, found.type(), found.name());
        tunnel.check();
        try (LocalPort local = LocalPort.open(tunnel, port, getLog()::warn)) {
            tell(result, name, found, local.number());
            local.accept();
        }
    }

    private Resource find(List<Resource> all, ProjectName project) throws MojoFailureException {
        List<Resource> reachable = all.stream().filter(ConnectionUrl::isFor).toList();
        if (resource == null) {
            if (reachable.size() == 1) {
                return reachable.get(0);
            }
            throw new MojoFailureException(
                    "-Dshuttle.resource=TYPE:NAME must say where to: " + listed(reachable, project));
        }
        ResourceName wanted = ResourceName.of("shuttle.resource", resource);
        return reachable.stream()
                .filter(each -> each.type().equals(wanted.type()) && each.name().equals(wanted.name()))
                .findFirst()
                .orElseThrow(() -> new MojoFailureException(
                        "There is no database or Redis " + wanted + ": " + listed(reachable, project)));
    }

    private static String listed(List<Resource> reachable, ProjectName project) {
        return reachable.isEmpty()
                ? "project " + project + " has none yet; deploy an app that asks for one, or attach one with mvn"
                        + " shuttle:resources -Dshuttle.add=postgres:default."
                : "project " + project + " has "
                        + reachable.stream()
                                .map(each -> each.type() + ":" + each.name())
                                .collect(Collectors.joining(", "))
                        + ".";
    }

    private void tell(Result result, ProjectName project, Resource found, int number) throws IOException {
        ConnectionUrl url = new ConnectionUrl(found, number);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("project", project.value());
        document.put("type", found.type());
        document.put("name", found.name());
        document.put("port", number);
        document.put("url", url.url());
        List<String> lines = new ArrayList<>(List.of(url.command()));
        if (!url.jdbcUrl().isEmpty()) {
            document.put("jdbcUrl", url.jdbcUrl());
            lines.add(url.jdbcUrl());
        }
        getLog().info("127.0.0.1:" + number + " leads to " + found.type() + ":" + found.name() + " of " + project
                + " until Ctrl-C. The URL has its password:");
        result.printSecret(document, lines);
    }
}
