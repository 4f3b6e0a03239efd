package dev.shuttle.controlplane.jdk;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The poms of a reactor that lie in its upload, and their parents as far as they lie there too. */
final class PomTree {

    /** As many modules as a build may have. */
    private static final int MAX_POMS = 2_000;

    private static final int MAX_PARENTS = 32;

    private final Path root;
    private final String name;
    private final PomReader reader = new PomReader();
    private final Map<Path, Optional<Pom>> read = new HashMap<>();

    /** A tree whose root is a folder as its real path, and the pom in it by that name. */
    PomTree(Path root, String name) {
        this.root = root;
        this.name = name;
    }

    /** The root and its modules, in the order in which they are named. */
    List<Pom> modules() {
        List<Pom> modules = new ArrayList<>();
        Set<Path> seen = new LinkedHashSet<>();
        Deque<Path> left = new ArrayDeque<>(List.of(root.resolve(name)));
        while (!left.isEmpty() && modules.size() < MAX_POMS) {
            Path file = left.remove();
            if (seen.add(file)) {
                pom(file).ifPresent(pom -> {
                    modules.add(pom);
                    pom.project().at("modules/module").forEach(module -> resolve(file, module.text())
                            .ifPresent(left::add));
                });
            }
        }
        return modules;
    }

    /** A pom, its parent, and so on, until one that is not in the upload. */
    List<Pom> withParents(Pom pom) {
        List<Pom> chain = new ArrayList<>(List.of(pom));
        Optional<Pom> parent = parent(pom);
        while (parent.isPresent() && chain.size() < MAX_PARENTS) {
            chain.add(parent.get());
            parent = parent(parent.get());
        }
        return chain;
    }

    /** The file at the relative path, unless that has another artifact: Maven goes to a repository then. */
    private Optional<Pom> parent(Pom pom) {
        if (!pom.hasParent()) {
            return Optional.empty();
        }
        String path = pom.project()
                .at("parent/relativePath")
                .findFirst()
                .map(XmlElement::text)
                .orElse("../pom.xml");
        Optional<String> artifactId = pom.project().textAt("parent/artifactId");
        return resolve(pom.file(), path)
                .flatMap(this::pom)
                .filter(parent -> parent.project().textAt("artifactId").equals(artifactId));
    }

    /** A pom, or the one in a folder, relative to another pom; nothing outside of the upload. */
    private Optional<Path> resolve(Path pom, String relative) {
        if (relative.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path path = pom.resolveSibling(relative).normalize();
            Path file = Files.isDirectory(path) ? path.resolve("pom.xml") : path;
            return Optional.of(file).filter(each -> each.startsWith(root));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private Optional<Pom> pom(Path file) {
        return read.computeIfAbsent(file, each -> reader.read(each)
                .map(project -> new Pom(each, root.relativize(each).toString(), project)));
    }
}
