package dev.shuttle.controlplane.packaging;

import dev.shuttle.controlplane.build.BuiltModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The jars that a build of one module packaged and that {@code java -jar} runs. A jar that only names a main class, and
 * neither holds nor finds the libraries that the module needs, is none of them: by hand it would not start either.
 */
public final class Packaging {
    private final BuiltModule module;
    private final List<ExecutableJar> jars;
    private final @Nullable String thinMain;
    private final List<String> notes;

    private Packaging(BuiltModule module, List<ExecutableJar> jars, @Nullable String thinMain, List<String> notes) {
        this.module = module;
        this.jars = jars;
        this.thinMain = thinMain;
        this.notes = notes;
    }

    /** Reads all that a module packaged. */
    public static Packaging of(BuiltModule module) {
        return of(module, file -> true);
    }

    /** Reads of what a module packaged the files that are wanted. */
    public static Packaging of(BuiltModule module, Predicate<Path> wanted) {
        List<ExecutableJar> whole = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        String thinMain = null;
        for (Path file : module.packaged()) {
            if (!wanted.test(file)) {
                continue;
            }
            try {
                Optional<ExecutableJar> jar = ExecutableJar.read(file);
                if (jar.isPresent() && isWhole(jar.get(), module)) {
                    whole.add(jar.get());
                } else if (jar.isPresent() && file.equals(module.artifact())) {
                    thinMain = jar.get().appMain();
                }
            } catch (IOException e) {
                notes.add(file.getFileName() + " of module " + module.artifactId()
                        + " was skipped: it cannot be read as a jar (" + e.getMessage() + ").");
            }
        }
        return new Packaging(module, preferred(whole, module), thinMain, notes);
    }

    /** A jar that a build put beside what it packaged, and that brings all it needs to run it: a container, for example. */
    public static Packaging ofLauncher(BuiltModule module, Path file) {
        List<String> notes = new ArrayList<>();
        List<ExecutableJar> jars = new ArrayList<>();
        try {
            ExecutableJar.read(file).ifPresent(jars::add);
        } catch (IOException e) {
            notes.add(file.getFileName() + " cannot be read as a jar (" + e.getMessage() + ").");
        }
        return new Packaging(module, jars, null, notes);
    }

    /** Whether nothing of it could be run by {@code java -jar}. */
    public boolean isEmpty() {
        return jars.isEmpty() && thinMain == null;
    }

    /** Sentences for the log of the deploy. */
    public List<String> notes() {
        return notes;
    }

    /**
     * The main class that {@code java -jar} would run, or, if nothing that was packaged is whole, the one that the
     * module's manifest names; null if there is none.
     *
     * @throws UnrunnableException if several jars could be run, or one that names a class that is not there
     */
    public @Nullable String mainClass() throws UnrunnableException, IOException {
        if (jars.size() > 1) {
            throw new UnrunnableException("Module " + module.artifactId() + " packages " + jars.size()
                    + " executable jars: " + names() + ". Build one of them only, or say which class to run:"
                    + " annotate it with @ShuttleService, or deploy with -Dshuttle.main=CLASS.");
        }
        if (jars.isEmpty() && module.packaging().equals("war")) {
            throw new UnrunnableException(
                    "Module " + module.artifactId() + " is packaged as a war without a server in it,"
                            + " which only a servlet container runs. Make the war executable (Spring Boot's Maven plugin does,"
                            + " with its goal repackage), or start an embedded Tomcat or Jetty in a main of its own.");
        }
        if (jars.isEmpty()) {
            return thinMain;
        }
        ExecutableJar jar = jars.get(0);
        if (!hasMain(jar)) {
            throw new UnrunnableException("The manifest of " + jar.name() + " names the main class " + jar.appMain()
                    + ", which the jar does not have. Correct it in the pom (mainClass, or start-class), or deploy with"
                    + " -Dshuttle.main=CLASS.");
        }
        return jar.appMain();
    }

    /**
     * The program of a main class as it was packaged; empty if the class path of the module is to be used.
     *
     * @param main the class that was chosen
     * @param scratch an empty directory, to extract into
     */
    public Optional<PackagedProgram> program(String main, Path scratch) throws IOException, UnrunnableException {
        Optional<ExecutableJar> chosen = jarFor(main);
        return chosen.isPresent() ? Optional.of(program(chosen.get(), main, scratch)) : Optional.empty();
    }

    private PackagedProgram program(ExecutableJar jar, String main, Path scratch)
            throws IOException, UnrunnableException {
        @Nullable String other = jar.appMain().equals(main) || isQuarkus(jar) ? null : main;
        if (jar.isSpringBootJar()) {
            Map<String, Path> files = new SpringBootLayout(jar, scratch).files();
            return new PackagedProgram(jar.name(), other, files);
        }
        ProgramLayout layout = new ProgramLayout(module, jar, notes);
        Map<String, Path> files = layout.files();
        return new PackagedProgram(layout.jarIn(files), other, files);
    }

    /** The jar to run for a main class; empty if the class path of the module is to be used. */
    Optional<ExecutableJar> jarFor(String main) throws IOException {
        List<ExecutableJar> ofMain =
                jars.stream().filter(jar -> jar.appMain().equals(main)).toList();
        if (ofMain.size() == 1) {
            return Optional.of(ofMain.get(0));
        }
        Optional<ExecutableJar> quarkus =
                jars.stream().filter(Packaging::isQuarkus).findFirst();
        if (quarkus.isPresent()) {
            return quarkus;
        }
        for (ExecutableJar jar : jars) {
            if (jar.isSpringBootJar() || jar.holdsMoreThan(module.classes())) {
                return Optional.of(jar);
            }
        }
        return Optional.empty();
    }

    /** Its classes are made when it is packaged: those of the module do not start. */
    static boolean isQuarkus(ExecutableJar jar) {
        return jar.mainClass().startsWith("io.quarkus.");
    }

    private boolean hasMain(ExecutableJar jar) throws IOException {
        if (jar.holdsMain()) {
            return true;
        }
        List<Path> elsewhere = new ArrayList<>(jar.beside());
        elsewhere.addAll(module.classPath());
        return JarClasses.has(elsewhere, jar.appMain());
    }

    private static boolean isWhole(ExecutableJar jar, BuiltModule module) throws IOException {
        return jar.startClass() != null
                || module.classPath().isEmpty()
                || !jar.beside().isEmpty()
                || jar.holdsMoreThan(module.classes());
    }

    /** Quarkus' own jar, else the module's artifact, else all that lie beside it. */
    private static List<ExecutableJar> preferred(List<ExecutableJar> whole, BuiltModule module) {
        Optional<ExecutableJar> first =
                whole.stream().filter(Packaging::isQuarkus).findFirst();
        if (first.isEmpty()) {
            first = whole.stream()
                    .filter(jar -> jar.path().equals(module.artifact()))
                    .findFirst();
        }
        return first.map(List::of).orElseGet(() -> whole.stream()
                .sorted(Comparator.comparing(ExecutableJar::name))
                .toList());
    }

    private String names() {
        return String.join(", ", jars.stream().map(ExecutableJar::name).toList());
    }
}
