package dev.shuttle.runtime.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads all class files of the modules and keeps those with an annotation of ours or a {@code main}. */
final class ClassScan {
    /** Deeper than packages go, so that a hostile tree ends. */
    private static final int MAX_DEPTH = 64;

    /** Class files a module: ten times what the largest known modules hold. */
    private static final int MAX_CLASSES = 100_000;

    private static final int MAX_NOTES = 5;

    /** A manifest of a megabyte is none. */
    private static final long MAX_MANIFEST_BYTES = 1 << 20;

    private final List<Found> annotated = new ArrayList<>();
    private final List<Found> programs = new ArrayList<>();
    private final List<Found> instancePrograms = new ArrayList<>();
    private final List<Found> named = new ArrayList<>();
    private final List<Found> withResources = new ArrayList<>();
    private final @Nullable NamedMain main;
    private final FileDatabases databases = new FileDatabases();
    private final List<String> notes = new ArrayList<>();

    /** A class of a module. */
    record Found(ModuleClasses module, ClassFile type) {
        @Override
        public String toString() {
            return type.name() + " (module " + module.artifactId() + ")";
        }
    }

    /** Looks for a class of that name too, if it is not null. */
    ClassScan(List<ModuleClasses> modules, @Nullable NamedMain main) throws PlanException {
        this.main = main;
        for (ModuleClasses module : modules) {
            try {
                scan(module);
            } catch (IOException e) {
                throw new PlanException(List.of("The classes of module " + module.artifactId() + " could not be read: "
                        + e.getMessage() + ". Build it again."));
            }
        }
    }

    List<Found> annotated() {
        return annotated;
    }

    /** Those that the {@code java} command could run; other forms of main count where no class has the usual one. */
    List<Found> programs() {
        return programs.isEmpty() ? instancePrograms : programs;
    }

    /** Those of the name that was looked for: one a module at most. */
    List<Found> named() {
        return named;
    }

    /** Those with a resource's annotation on the class. */
    List<Found> withResources() {
        return withResources;
    }

    List<String> notes() {
        return Stream.concat(notes.stream(), databases.notes().stream()).toList();
    }

    /** Whether the manifest among the module's classes names this one. */
    static boolean isNamedByManifest(Found found) {
        Path file = found.module().classes().resolve("META-INF/MANIFEST.MF");
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_MANIFEST_BYTES) {
                return false;
            }
            try (InputStream in = Files.newInputStream(file)) {
                String main = new Manifest(in).getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
                return main != null && main.strip().equals(found.type().name());
            }
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private void scan(ModuleClasses module) throws IOException {
        if (!Files.isDirectory(module.classes())) {
            return;
        }
        int[] seen = {0};
        Files.walkFileTree(
                module.classes(),
                EnumSet.noneOf(java.nio.file.FileVisitOption.class),
                MAX_DEPTH,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        if (attributes.isRegularFile()) {
                            databases.look(file);
                        }
                        if (attributes.isRegularFile() && isClass(file)) {
                            if (seen[0]++ >= MAX_CLASSES) {
                                throw new IOException("it has more than " + MAX_CLASSES + " classes");
                            }
                            read(module, file).ifPresent(type -> sort(new Found(module, type)));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private boolean isClass(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".class") && !name.equals("module-info.class") && !name.equals("package-info.class");
    }

    private Optional<ClassFile> read(ModuleClasses module, Path file) throws IOException {
        String path = module.classes().relativize(file).toString().replace('\\', '/');
        if (path.startsWith("META-INF/") || path.startsWith("BOOT-INF/")) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(ClassFileReader.MAX_BYTES);
            databases.look(String.valueOf(file.getFileName()), bytes);
            ClassFile type = ClassFileReader.read(bytes);
            if (!path.equals(type.name().replace('.', '/') + ".class")) {
                throw new MalformedClassException("it has a class of another name");
            }
            return Optional.of(type);
        } catch (MalformedClassException e) {
            note(path + " of module " + module.artifactId() + " was skipped: " + e.getMessage() + ".");
            return Optional.empty();
        }
    }

    private void sort(Found found) {
        if (main != null && found.type().name().equals(main.className()) && main.mayBeIn(found.module())) {
            named.add(found);
        }
        if (found.type().service().isPresent()) {
            annotated.add(found);
        }
        if (!ClassResources.shown(found.type()).isEmpty()) {
            withResources.add(found);
        }
        if (found.type().mains().stream().anyMatch(MainMethod::isProgram)) {
            programs.add(found);
        } else if (found.type().isInstanceProgram()) {
            instancePrograms.add(found);
        }
    }

    private void note(String note) {
        if (notes.size() < MAX_NOTES) {
            notes.add(note);
        }
    }
}
