package dev.shuttle.controlplane.project;

import java.net.URI;

/**
 * Where the public reaches the projects.
 *
 * @param domain projects are its subdomains
 * @param port of the proxy
 */
public record Addresses(String domain, int port) {
    private static final int HTTP = 80;

    /**
     * The host name of a project, as it stands in the routing table.
     *
     * @param project its name
     * @return {@code <project>.<domain>}
     */
    public String host(String project) {
        return project + "." + domain;
    }

    /**
     * The URL of any project.
     *
     * @return with {@code {project}} in place of its name
     */
    public String urlTemplate() {
        return "http://" + host("{project}") + (port == HTTP ? "" : ":" + port);
    }

    /**
     * The URL of a project; the port is left out when it is the scheme's own.
     *
     * @param project its name
     * @return for example {@code http://hello.localhost:8000}
     */
    public URI url(String project) {
        return URI.create(urlTemplate().replace("{project}", project));
    }
}
