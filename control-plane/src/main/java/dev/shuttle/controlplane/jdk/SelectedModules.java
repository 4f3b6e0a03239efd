package dev.shuttle.controlplane.jdk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The modules that {@code -pl … -am} selects of a reactor: those named, and those of the reactor that they name in turn. */
final class SelectedModules {
    private final PomTree tree;
    private final List<String> arguments;

    SelectedModules(PomTree tree, List<String> arguments) {
        this.tree = tree;
        this.arguments = arguments;
    }

    /** All, if none are selected or something else than modules is. */
    List<Pom> poms() {
        List<Pom> all = tree.modules();
        Set<String> named = named();
        Set<Pom> selected = all.stream().filter(pom -> isNamed(pom, named)).collect(Collectors.toSet());
        if (selected.size() < named.size() || named.isEmpty() || !arguments.contains("-am")) {
            return all;
        }
        Map<String, Pom> byArtifact = all.stream()
                .collect(Collectors.toMap(SelectedModules::artifact, Function.identity(), (one, other) -> one));
        Set<Pom> built = new LinkedHashSet<>();
        Deque<Pom> left = new ArrayDeque<>(selected);
        while (!left.isEmpty()) {
            Pom pom = left.remove();
            if (built.add(pom)) {
                needed(pom).map(byArtifact::get).flatMap(Stream::ofNullable).forEach(left::add);
            }
        }
        return all.stream().filter(built::contains).toList();
    }

    private Set<String> named() {
        Set<String> named = new LinkedHashSet<>();
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (arguments.get(i).equals("-pl") || arguments.get(i).equals("--projects")) {
                named.addAll(List.of(arguments.get(i + 1).split(",", -1)));
            }
        }
        return named;
    }

    private static boolean isNamed(Pom pom, Set<String> named) {
        String folder = pom.name().replaceFirst("/?pom\\.xml$", "");
        return named.contains(folder)
                || named.stream().anyMatch(each -> each.contains(":") && each.endsWith(":" + artifact(pom)));
    }

    private static String artifact(Pom pom) {
        return pom.project().textAt("artifactId").orElse("");
    }

    /** Artifacts that a module or a parent of it names, of which some are of the reactor. */
    private Stream<String> needed(Pom pom) {
        return tree.withParents(pom).stream()
                .flatMap(each -> Stream.of(
                                "dependencies/dependency",
                                "profiles/profile/dependencies/dependency",
                                "build/plugins/plugin",
                                "build/plugins/plugin/dependencies/dependency")
                        .flatMap(each.project()::at))
                .map(dependency -> dependency.textAt("artifactId"))
                .flatMap(Optional::stream);
    }
}
