package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.build.BuiltModule;
import dev.shuttle.controlplane.packaging.Packaging;
import dev.shuttle.controlplane.packaging.UnrunnableException;
import dev.shuttle.controlplane.procfile.JavaCommand;
import dev.shuttle.runtime.plan.ModuleClasses;
import dev.shuttle.runtime.plan.NamedMain;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The main class that the {@code web} line of a Procfile runs.
 *
 * @param main its name
 * @param packaging the jar of the line; null if the line names a class
 * @param launcher a jar of another project that the build put somewhere, to run the module's artifact with; else null
 */
record ProcfileMain(NamedMain main, @Nullable Packaging packaging, @Nullable Path launcher) {
    private static final String SOURCE = "the Procfile";

    /**
     * Finds it in what a build made.
     *
     * @param root of the sources, to which the line's path is relative
     */
    static ProcfileMain of(JavaCommand web, Path root, List<BuiltModule> modules) throws StepFailedException {
        return web.jar() == null
                ? new ProcfileMain(new NamedMain(Objects.requireNonNull(web.mainClass()), null, SOURCE), null, null)
                : ofJar(web.jar(), matcher(web.jar(), root), root, modules);
    }

    /** The modules, of which one has the launcher among its libraries. */
    List<ModuleClasses> seenWith(List<ModuleClasses> modules) {
        return launcher == null
                ? modules
                : modules.stream().map(module -> seenWith(launcher, module)).toList();
    }

    private ModuleClasses seenWith(Path jar, ModuleClasses module) {
        return module.artifactId().equals(main.module())
                ? new ModuleClasses(
                        module.artifactId(),
                        module.classes(),
                        Stream.concat(module.classPath().stream(), Stream.of(jar))
                                .toList(),
                        module.packaged())
                : module;
    }

    private static PathMatcher matcher(String pattern, Path root) throws StepFailedException {
        try {
            return root.getFileSystem()
                    .getPathMatcher("glob:" + Path.of(pattern).normalize());
        } catch (IllegalArgumentException e) {
            throw new StepFailedException(
                    "The Procfile names the jar " + pattern + ", which is no path: " + e.getMessage());
        }
    }

    private static ProcfileMain ofJar(String jar, PathMatcher matcher, Path root, List<BuiltModule> modules)
            throws StepFailedException {
        Map<BuiltModule, String> mains = new LinkedHashMap<>();
        Map<BuiltModule, Packaging> packagings = new LinkedHashMap<>();
        for (BuiltModule module : modules) {
            Packaging packaging = Packaging.of(module, file -> matcher.matches(root.relativize(file)));
            @Nullable String main = main(packaging);
            if (main != null) {
                mains.put(module, main);
                packagings.put(module, packaging);
            }
        }
        Optional<ProcfileMain> launcher = mains.isEmpty() ? launcher(jar, root, modules) : Optional.empty();
        if (launcher.isPresent()) {
            return launcher.get();
        }
        if (mains.size() != 1) {
            throw new StepFailedException("The Procfile runs " + jar + ", and "
                    + (mains.isEmpty()
                            ? "no module packages an executable jar of that path. Packaged: " + packaged(root, modules)
                            : "several modules package one: " + names(mains))
                    + ". Correct the path, or choose by -Dshuttle.main=CLASS.");
        }
        BuiltModule module = mains.keySet().iterator().next();
        return new ProcfileMain(
                new NamedMain(Objects.requireNonNull(mains.get(module)), module.artifactId(), SOURCE),
                packagings.get(module),
                null);
    }

    /** A jar that no module packaged, such as {@code target/dependency/webapp-runner.jar}. */
    private static Optional<ProcfileMain> launcher(String jar, Path root, List<BuiltModule> modules)
            throws StepFailedException {
        for (BuiltModule module : modules) {
            for (Path file : files(jar, root, module)) {
                Packaging packaging = Packaging.ofLauncher(module, file);
                @Nullable String main = main(packaging);
                if (main != null) {
                    return Optional.of(
                            new ProcfileMain(new NamedMain(main, module.artifactId(), SOURCE), packaging, file));
                }
            }
        }
        return Optional.empty();
    }

    private static List<Path> files(String jar, Path root, BuiltModule module) throws StepFailedException {
        try {
            return CommandFiles.matching(jar, root, module).stream()
                    .filter(CommandFiles::isFile)
                    .toList();
        } catch (IOException e) {
            throw new StepFailedException(
                    "The jar " + jar + " of the Procfile cannot be read: " + e.getMessage() + ".");
        }
    }

    private static @Nullable String main(Packaging packaging) throws StepFailedException {
        try {
            return packaging.isEmpty() ? null : packaging.mainClass();
        } catch (UnrunnableException e) {
            throw new StepFailedException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new StepFailedException("A packaged jar cannot be read: " + e.getMessage() + ".");
        }
    }

    private static String packaged(Path root, List<BuiltModule> modules) {
        List<String> files = modules.stream()
                .flatMap(module -> module.packaged().stream())
                .map(file -> root.relativize(file).toString())
                .limit(8)
                .toList();
        return files.isEmpty() ? "nothing" : String.join(", ", files);
    }

    private static String names(Map<BuiltModule, String> mains) {
        return String.join(
                ", ", mains.keySet().stream().map(BuiltModule::artifactId).toList());
    }
}
