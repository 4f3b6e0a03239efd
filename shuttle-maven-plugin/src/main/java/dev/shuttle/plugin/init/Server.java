package dev.shuttle.plugin.init;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The control plane that a pom names.
 *
 * @param version of plugin and annotations
 * @param api the API's address, where it is not the default
 */
public record Server(String version, Optional<String> api) {

    static final String PROPERTY = "shuttle.api";
    static final String REPOSITORIES = "repositories";
    static final String PLUGIN_REPOSITORIES = "pluginRepositories";

    /** The repository that has plugin and annotations, of which a second machine knows nothing else. */
    Optional<String> repository() {
        return api.map(address -> address.replaceFirst("/$", "") + "/maven");
    }

    /** Says where API and repository are, except for what the pom has already. */
    PomText addTo(PomText pom, Set<String> present) {
        if (api.isEmpty()) {
            return pom;
        }
        PomText more = pom;
        if (!present.contains(PROPERTY)) {
            more = more.with("properties", List.of("<shuttle.api>" + escape(api.get()) + "</shuttle.api>"));
        }
        if (!present.contains(REPOSITORIES)) {
            more = more.with(REPOSITORIES, repository("repository"));
        }
        if (!present.contains(PLUGIN_REPOSITORIES)) {
            more = more.with(PLUGIN_REPOSITORIES, repository("pluginRepository"));
        }
        return more;
    }

    private List<String> repository(String element) {
        return List.of(
                "<" + element + ">",
                "\t<id>shuttle</id>",
                "\t<url>" + escape(repository().orElseThrow()) + "</url>",
                "</" + element + ">");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
