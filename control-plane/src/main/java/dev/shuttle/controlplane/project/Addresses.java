package dev.shuttle.controlplane.project;

import java.net.URI;

/**
 * Where the public reaches the projects.
 *
 * @param domain projects are its subdomains
 * @param secure whether over TLS
 * @param port of the proxy, for that
 */
public record Addresses(String domain, boolean secure, int port) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

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
        return urlText(host("{project}"));
    }

    /**
     * The URL of a host that the proxy answers for; the port is left out when it is the scheme's own.
     *
     * @param host its name
     * @return for example {@code https://shop.example.com}
     */
    public URI urlOf(String host) {
        return URI.create(urlText(host));
    }

    private String urlText(String host) {
        boolean usual = port == (secure ? HTTPS : HTTP);
        return (secure ? "https://" : "http://") + host + (usual ? "" : ":" + port);
    }

    /**
     * The URL of a project.
     *
     * @param project its name
     * @return for example {@code http://hello.localhost:8000}
     */
    public URI url(String project) {
        return urlOf(host(project));
    }
}
