package dev.shuttle.plugin.name;

import dev.shuttle.protocol.BadProjectNameException;
import dev.shuttle.protocol.ProjectName;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which project is meant: what the user says; else what the code says; else how the module is called. Where the code
 * leaves a choice, the user is asked rather than guessed at.
 *
 * @param project what {@code -Dshuttle.project} gave, or null
 * @param module what {@code -Dshuttle.module} gave, or null
 * @param modules the reactor; empty outside of a Maven project
 */
public record ProjectNaming(@Nullable String project, @Nullable String module, List<Module> modules) {

    /**
     * Finds the name.
     *
     * @return a valid name
     * @throws UnnamedProjectException when there is none, or several, or no valid one
     * @throws IOException when sources cannot be read
     */
    public NamedProject name() throws UnnamedProjectException, IOException {
        if (project != null) {
            return new NamedProject(valid(project, "Use another -Dshuttle.project."), false, true);
        }
        if (modules.isEmpty()) {
            throw new UnnamedProjectException(
                    "There is no Maven project here: run this in the folder of its pom.xml, or use"
                            + " -Dshuttle.project=NAME.");
        }
        String remedy = "Use @ShuttleService(name = \"…\") or -Dshuttle.project=NAME.";
        Derived derived = derive(Module.called(module, modules));
        return new NamedProject(valid(derived.name(), remedy), true, derived.annotated());
    }

    /** A name, and whether an annotation gives it. */
    private record Derived(String name, boolean annotated) {}

    private static Derived derive(List<Module> meant) throws UnnamedProjectException, IOException {
        if (meant.size() == 1
                && !meant.get(0).isPom()
                && !ServiceNames.mayBeGiven(meant.get(0).sources())) {
            return new Derived(meant.get(0).artifactId(), false);
        }
        Set<String> names = new TreeSet<>();
        Set<String> annotated = new TreeSet<>();
        for (Module each : meant) {
            for (String name : ServiceNames.in(each.sources())) {
                names.add(name.isEmpty() ? each.artifactId() : name);
                annotated.add(name);
            }
        }
        if (names.isEmpty()) {
            meant.stream().filter(each -> !each.isPom()).map(Module::artifactId).forEach(names::add);
        }
        if (names.size() == 1) {
            String name = names.iterator().next();
            return new Derived(name, annotated.contains(name));
        }
        throw new UnnamedProjectException(
                names.isEmpty()
                        ? "Nothing to deploy: all modules here have packaging pom. Add one with a main class."
                        : "Several modules could be the service: " + list(List.copyOf(names))
                                + ". Choose one with -Dshuttle.module=ARTIFACT or -Dshuttle.project=NAME.");
    }

    private static ProjectName valid(String name, String remedy) throws UnnamedProjectException {
        try {
            return new ProjectName(name);
        } catch (BadProjectNameException refused) {
            throw new UnnamedProjectException(refused.getMessage() + " " + remedy);
        }
    }

    private static String list(List<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }
}
