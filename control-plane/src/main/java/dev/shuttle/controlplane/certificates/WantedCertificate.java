package dev.shuttle.controlplane.certificates;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A certificate that should be there.
 *
 * @param name the host, or the wildcard; it is known by it
 * @param names all that it is for
 * @param owner the host of the project that it is ordered for, by which orders are counted
 * @param platform whether the names are below the platform's own domain, and so no project's choice
 */
record WantedCertificate(String name, List<String> names, String owner, boolean platform) {
    static final String WILDCARD = "*.";

    private static final int LONGEST = 253;

    /**
     * Those for all hosts that have a route.
     *
     * @param hosts each with the host that it stands for
     * @param domain of the platform
     * @param wildcard whether one certificate is for all names directly below the domain
     */
    static Collection<WantedCertificate> of(Map<String, String> hosts, String domain, boolean wildcard) {
        Map<String, WantedCertificate> wanted = new LinkedHashMap<>();
        hosts.forEach((host, owner) -> {
            boolean below = isDirectlyBelow(host, domain);
            if (wildcard && (below || host.equals(domain))) {
                String name = WILDCARD + domain;
                wanted.put(name, new WantedCertificate(name, List.of(name, domain), domain, true));
            } else if (isCertifiable(host)) {
                wanted.put(host, new WantedCertificate(host, List.of(host), owner, below));
            }
        });
        return wanted.values();
    }

    /** The machine's own names and addresses belong to no one. */
    private static boolean isCertifiable(String host) {
        return host.length() <= LONGEST
                && host.indexOf('.') > 0
                && !host.endsWith(".localhost")
                && !host.matches("[0-9.]+|.*[:\\[\\]].*");
    }

    static boolean isDirectlyBelow(String host, String domain) {
        int dot = host.indexOf('.');
        return dot > 0 && host.substring(dot + 1).equals(domain);
    }

    /** Whether it is for the API and the console, and not for what users deploy. */
    boolean isOwn() {
        return isWildcard() || (platform && (name.startsWith("api.") || name.startsWith("console.")));
    }

    boolean isWildcard() {
        return name.startsWith(WILDCARD);
    }
}
