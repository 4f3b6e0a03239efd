package dev.shuttle.controlplane.project;

import dev.shuttle.protocol.ProjectName;
import java.net.URI;
import java.util.Optional;

/**
 * Where the public reaches the projects.
 *
 * @param domain projects are its subdomains
 * @param secure whether over TLS
 * @param port of the proxy, or of the one before it
 * @param own the domain of the settings, below which they answer too
 */
public record Addresses(String domain, boolean secure, int port, String own) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** Without another proxy before ours. */
    public Addresses(String domain, boolean secure, int port) {
        this(domain, secure, port, domain);
    }

    /** Behind another proxy, by whose URL the public asks. */
    public Addresses(PublicUrl url, String own) {
        this(url.domain(), url.secure(), url.port(), own);
    }

    static int usualPort(boolean secure) {
        return secure ? HTTPS : HTTP;
    }

    /** Whether it is one of the platform's domains themselves, or the name for browsers that is common below one. */
    public boolean isApex(String host) {
        String name = host.startsWith("www.") ? host.substring("www.".length()) : host;
        return name.equals(domain) || name.equals(own);
    }

    /** Whether the platform answers there. */
    public boolean has(String host) {
        return isApex(host) || host.endsWith("." + domain) || host.endsWith("." + own);
    }

    /**
     * The host name of a project, as it stands in the routing table.
     *
     * @param project its name
     * @return {@code <project>.<domain>}
     */
    public String host(String project) {
        return project + "." + domain;
    }

    /** The project that a name of the routing table is of; the platform's own names are reserved, and of none. */
    public Optional<String> projectAt(String host) {
        int dot = host.indexOf('.');
        return dot > 0
                        && host.substring(dot + 1).equals(domain)
                        && !ProjectName.RESERVED.contains(host.substring(0, dot))
                ? Optional.of(host.substring(0, dot))
                : Optional.empty();
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
        boolean usual = port == usualPort(secure);
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
