package dev.shuttle.controlplane.mavenproxy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/**
 * A repository from which is fetched.
 *
 * @param name one word, its place in the address that builds ask; no two have the same
 * @param id as in the settings
 * @param base its address, without user and password; ends with a slash
 * @param headers what it wants to see, passwords too: for its own address only
 */
record UpstreamRepository(String name, String id, URI base, Map<String, String> headers) {

    UpstreamRepository {
        headers = Map.copyOf(headers);
    }

    URI of(ArtifactPath path) {
        return of(path, "");
    }

    URI of(ArtifactPath path, String suffix) {
        try {
            return base.resolve(new URI(null, null, "/" + path.value() + suffix, null)
                    .getRawPath()
                    .substring(1));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("No path of an artifact: " + path.value(), e);
        }
    }

    /** For people. */
    String title() {
        return "The repository \"" + id + "\" (" + base.getHost() + ")";
    }

    @Override
    public String toString() {
        return "UpstreamRepository[" + id + "]";
    }
}
