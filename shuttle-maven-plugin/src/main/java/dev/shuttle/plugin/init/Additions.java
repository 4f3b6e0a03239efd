package dev.shuttle.plugin.init;

import dev.shuttle.plugin.name.Module;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.maven.model.Model;
import org.apache.maven.model.Repository;
import org.apache.maven.project.MavenProject;

/**
 * The missing parts of an existing project: the plugin in its root pom, the dependency in the service's, the
 * annotation on its main class. What is there already is left as it is. Used once, by one thread.
 */
public final class Additions {

    private static final String GROUP = "dev.shuttle";
    private static final String PLUGIN = "shuttle-maven-plugin";
    private static final String ANNOTATIONS = "shuttle-annotations";

    private final MavenProject root;
    private final Server server;
    private final List<Change> changes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Of a reactor.
     *
     * @param root the project in whose pom the plugin belongs
     * @param server what it is deployed to
     */
    public Additions(MavenProject root, Server server) {
        this.root = root;
        this.server = server;
    }

    /**
     * Finds out.
     *
     * @param service which module it is, as far as that can be told
     * @param projects gives a module's project
     * @param arguments of the annotation, with their brackets; may be empty
     * @throws IOException when a file cannot be read
     */
    public void find(ServiceModule service, Function<Module, MavenProject> projects, String arguments)
            throws IOException {
        notes.addAll(service.notes());
        Optional<MavenProject> module = service.module().map(projects);
        boolean same = module.isPresent() && module.get().getFile().equals(root.getFile());
        new PomFile(root.getFile().toPath())
                .change(pom -> same ? toRoot(toService(pom, root)) : toRoot(pom))
                .ifPresent(changes::add);
        if (module.isPresent() && !same) {
            new PomFile(module.get().getFile().toPath())
                    .change(pom -> toService(pom, module.get()))
                    .ifPresent(changes::add);
        }
        if (service.toAnnotate().isPresent()) {
            annotate(service.toAnnotate().get(), arguments);
        }
    }

    /**
     * The changes.
     *
     * @return each file once; empty if nothing is missing
     */
    public List<Change> changes() {
        return List.copyOf(changes);
    }

    /**
     * Steps that are left to the user.
     *
     * @return sentences
     */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private PomText toService(PomText pom, MavenProject module) {
        boolean has = module.getDependencies().stream()
                .anyMatch(each ->
                        each.getGroupId().equals(GROUP) && each.getArtifactId().equals(ANNOTATIONS));
        return has ? pom : pom.with("dependencies", entry("dependency", ANNOTATIONS));
    }

    private PomText toRoot(PomText pom) {
        boolean has = root.getPlugin(GROUP + ":" + PLUGIN) != null;
        PomText more = has ? pom : pom.with("build/plugins", entry("plugin", PLUGIN));
        return server.addTo(more, present());
    }

    private List<String> entry(String element, String artifact) {
        return List.of(
                "<" + element + ">",
                "\t<groupId>" + GROUP + "</groupId>",
                "\t<artifactId>" + artifact + "</artifactId>",
                "\t<version>" + server.version() + "</version>",
                "</" + element + ">");
    }

    /** By what is written in the pom: what its reader's settings add is not there for others. */
    private Set<String> present() {
        Model pom = root.getOriginalModel();
        Set<String> present = new HashSet<>();
        String written = pom.getProperties().getProperty(Server.PROPERTY);
        if (written != null) {
            present.add(Server.PROPERTY);
            if (!server.api().equals(Optional.of(written)) && server.api().isPresent()) {
                notes.add("The pom already sets " + Server.PROPERTY + " to " + written + ": it is left unchanged.");
            }
        }
        if (isIn(pom.getRepositories())) {
            present.add(Server.REPOSITORIES);
        }
        if (isIn(pom.getPluginRepositories())) {
            present.add(Server.PLUGIN_REPOSITORIES);
        }
        return present;
    }

    private boolean isIn(List<Repository> repositories) {
        return repositories.stream().anyMatch(each -> server.repository().equals(Optional.ofNullable(each.getUrl())));
    }

    private void annotate(MainClass main, String arguments) throws IOException {
        try {
            String before = Files.readString(main.file());
            String after = new SourceText(before).annotated(main.at(), arguments);
            changes.add(new Change(main.file(), StandardCharsets.UTF_8, before, after));
        } catch (CharacterCodingException other) {
            notes.add(main.file() + " is not UTF-8: put @ShuttleService on its class yourself.");
        }
    }
}
