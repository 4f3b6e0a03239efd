package dev.shuttle.plugin.init;

import java.util.Optional;

/**
 * The control plane that a pom names.
 *
 * @param version of plugin and annotations
 * @param api the API's address, where it is not the default
 */
public record Server(String version, Optional<String> api) {

    /** The repository that has plugin and annotations, of which a second machine knows nothing else. */
    Optional<String> repository() {
        return api.map(address -> address.replaceFirst("/$", "") + "/maven");
    }
}
