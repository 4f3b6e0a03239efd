package dev.shuttle.plugin.init;

import dev.shuttle.plugin.name.Module;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
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
    private final List<String> attached = new ArrayList<>();

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
                .change(pom -> same && service.takesAnnotation() ? toRoot(toService(pom, root)) : toRoot(pom))
                .ifPresent(changes::add);
        if (module.isPresent() && !same && service.takesAnnotation()) {
            new PomFile(module.get().getFile().toPath())
                    .change(pom -> toService(pom, module.get()))
                    .ifPresent(changes::add);
        }
        List<ProposedResource> resources =
                module.map(each -> ProposedResource.of(each.getDependencies())).orElse(List.of());
        if (service.takesAnnotation() && service.main().isPresent()) {
            annotate(service.main().get(), arguments, resources);
        } else if (!service.takesAnnotation()) {
            resources.forEach(each -> attached.add(each.toAttach()));
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

    /**
     * Resources that no annotation can ask for, since the main class takes none.
     *
     * @return each as {@code -Dshuttle.add} takes it
     */
    public List<String> attached() {
        return List.copyOf(attached);
    }

    private PomText toService(PomText pom, MavenProject module) {
        boolean has = module.getDependencies().stream()
                .anyMatch(each ->
                        each.getGroupId().equals(GROUP) && each.getArtifactId().equals(ANNOTATIONS));
        PomText more = has ? pom : pom.with("dependencies", entry("dependency", ANNOTATIONS));
        return inherits(module) ? more : ServerInPom.of(server, module).repositoriesTo(more);
    }

    /** From the root, which says where the repository is. */
    private boolean inherits(MavenProject module) {
        return Stream.iterate(module, each -> each != null, MavenProject::getParent)
                .anyMatch(each -> root.getFile().equals(each.getFile()));
    }

    private PomText toRoot(PomText pom) {
        boolean has = root.getPlugin(GROUP + ":" + PLUGIN) != null;
        PomText more = has ? pom : pom.with("build/plugins", entry("plugin", PLUGIN));
        ServerInPom address = ServerInPom.of(server, root);
        address.conflict().ifPresent(notes::add);
        return address.addTo(more);
    }

    private List<String> entry(String element, String artifact) {
        return List.of(
                "<" + element + ">",
                "\t<groupId>" + GROUP + "</groupId>",
                "\t<artifactId>" + artifact + "</artifactId>",
                "\t<version>" + server.version() + "</version>",
                "</" + element + ">");
    }

    private void annotate(MainClass main, String arguments, List<ProposedResource> resources) throws IOException {
        try {
            changes.add(main.annotated(arguments, resources));
        } catch (CharacterCodingException other) {
            notes.add(main.file() + " is not UTF-8: put @ShuttleService on its class yourself.");
        }
    }
}
