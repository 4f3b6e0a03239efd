package dev.shuttle.controlplane.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Narrows a build to the service's module and the modules that it needs, where it is known: so a module that can be built
 * on other machines only does not stop a deploy.
 */
public final class NarrowedBuild {

    private static final List<String> SELECTS = List.of(
            "-pl", "--projects", "-am", "--also-make", "-amd", "--also-make-dependents", "-N", "--non-recursive");

    private NarrowedBuild() {}

    /**
     * The arguments for Maven.
     *
     * @param workspace the sources
     * @param arguments the user's; what they select is built, with what it needs
     * @param module the artifactId or folder of the service's module, if the user has said it
     * @return the user's, and ours
     * @throws IOException if the sources cannot be read
     */
    public static List<String> arguments(Path workspace, List<String> arguments, @Nullable String module)
            throws IOException {
        List<String> all = Stream.concat(MavenConfig.words(workspace).stream(), arguments.stream())
                .toList();
        if (all.stream().anyMatch(NarrowedBuild::selects)) {
            boolean projects = arguments.stream().anyMatch(NarrowedBuild::isProjects);
            boolean also = all.stream().anyMatch(each -> selects(each) && !isProjects(each));
            return projects && !also ? with(arguments, List.of("-am")) : arguments;
        }
        return module == null
                ? arguments
                : folder(workspace, module)
                        .map(folder -> with(arguments, List.of("-pl", folder, "-am")))
                        .orElse(arguments);
    }

    private static boolean selects(String argument) {
        return SELECTS.contains(argument) || isProjects(argument);
    }

    private static boolean isProjects(String argument) {
        return argument.equals("-pl") || argument.startsWith("--projects");
    }

    /** Below the root; nothing for the root itself, or where there is no such module. */
    private static Optional<String> folder(Path workspace, String module) throws IOException {
        Path root = workspace.toRealPath();
        Path named = module.indexOf('\0') < 0 ? root.resolve(module).normalize() : root;
        Optional<Path> folder = named.startsWith(root) && Files.isRegularFile(named.resolve("pom.xml"))
                ? Optional.of(named)
                : Poms.below(root).folderOf(module);
        return folder.map(each -> root.relativize(each).toString())
                .filter(each -> each.matches("[\\w.][\\w./ -]*") && !each.contains(","));
    }

    private static List<String> with(List<String> arguments, List<String> more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(more);
        return all;
    }
}
