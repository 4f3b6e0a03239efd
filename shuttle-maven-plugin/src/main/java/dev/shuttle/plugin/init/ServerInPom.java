package dev.shuttle.plugin.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.model.Model;
import org.apache.maven.model.Repository;
import org.apache.maven.project.MavenProject;

/**
 * The control plane in a pom: its address, and its Maven repository. Other artifacts are looked for where they were
 * before: Central is asked first, and the control plane for what Central does not have.
 *
 * @param server which one
 * @param pom as it is written: what its reader's settings add is not there for others
 * @param parents as they are written
 */
record ServerInPom(Server server, Model pom, List<Model> parents) {

    private static final String PROPERTY = "shuttle.api";
    private static final String CENTRAL = "central";

    static ServerInPom of(Server server, MavenProject project) {
        List<Model> parents = Stream.iterate(project.getParent(), each -> each != null, MavenProject::getParent)
                .map(MavenProject::getOriginalModel)
                .toList();
        return new ServerInPom(server, project.getOriginalModel(), parents);
    }

    /** Says where API and repository are, except for what the pom has already. */
    PomText addTo(PomText text) {
        if (server.api().isEmpty()) {
            return text;
        }
        boolean has = pom.getProperties().getProperty(PROPERTY) != null;
        String line = "<" + PROPERTY + ">" + escape(server.api().get()) + "</" + PROPERTY + ">";
        return repositoriesTo(has ? text : text.with("properties", List.of(line)));
    }

    /** Says where the repository is. */
    PomText repositoriesTo(PomText text) {
        if (server.api().isEmpty()) {
            return text;
        }
        List<String> more =
                entries("repository", pom.getRepositories(), parents.stream().anyMatch(each -> !each.getRepositories()
                        .isEmpty()));
        List<String> forPlugins = entries(
                "pluginRepository",
                pom.getPluginRepositories(),
                parents.stream().anyMatch(each -> !each.getPluginRepositories().isEmpty()));
        PomText changed = more.isEmpty() ? text : text.with("repositories", more);
        return forPlugins.isEmpty() ? changed : changed.with("pluginRepositories", forPlugins);
    }

    /** Another address that the pom has. */
    Optional<String> conflict() {
        return Optional.ofNullable(pom.getProperties().getProperty(PROPERTY))
                .filter(written ->
                        server.api().isPresent() && !written.equals(server.api().get()))
                .map(written -> "The pom already sets " + PROPERTY + " to " + written + ": it is left unchanged.");
    }

    /** A parent's repositories keep their order, which an own entry for Central would change. */
    private List<String> entries(String element, List<Repository> written, boolean parentHasSome) {
        String url = server.repository().orElseThrow();
        if (written.stream().anyMatch(each -> url.equals(each.getUrl()))) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        if (!parentHasSome && written.stream().noneMatch(each -> CENTRAL.equals(each.getId()))) {
            lines.addAll(entry(element, CENTRAL, "https://repo.maven.apache.org/maven2", "snapshots"));
        }
        String disabled = server.version().endsWith("-SNAPSHOT") ? "releases" : "snapshots";
        lines.addAll(entry(element, "shuttle", escape(url), disabled));
        return lines;
    }

    static List<String> entry(String element, String id, String url, String disabled) {
        return List.of(
                "<" + element + ">",
                "\t<id>" + id + "</id>",
                "\t<url>" + url + "</url>",
                "\t<" + disabled + "><enabled>false</enabled></" + disabled + ">",
                "</" + element + ">");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
