package dev.shuttle.controlplane.packaging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A jar or war whose manifest names a main class.
 *
 * @param path the file
 * @param mainClass of the manifest
 * @param startClass the app's own main class, if Spring Boot's loader is the main class
 * @param classPath the manifest's {@code Class-Path}: URLs relative to the jar
 */
record ExecutableJar(Path path, String mainClass, @Nullable String startClass, List<String> classPath) {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    /** A manifest of a megabyte is none. */
    private static final long MAX_MANIFEST_BYTES = 1 << 20;

    ExecutableJar {
        classPath = List.copyOf(classPath);
    }

    /**
     * Reads a jar; empty if it names no main class.
     *
     * @throws IOException if it is no zip file, or its manifest cannot be understood
     */
    static Optional<ExecutableJar> read(Path path) throws IOException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            Attributes attributes = manifest(zip).getMainAttributes();
            String mainClass = attributes.getValue(Attributes.Name.MAIN_CLASS);
            if (mainClass == null || mainClass.isBlank()) {
                return Optional.empty();
            }
            String start = mainClass.startsWith("org.springframework.boot.loader.")
                    ? attributes.getValue("Start-Class")
                    : null;
            return Optional.of(new ExecutableJar(
                    path,
                    mainClass.strip(),
                    start == null ? null : start.strip(),
                    words(attributes.getValue(Attributes.Name.CLASS_PATH))));
        }
    }

    /** The manifest; an empty one if there is none. */
    static Manifest manifest(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null || entry.getSize() > MAX_MANIFEST_BYTES) {
            return new Manifest();
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return new Manifest(start(in));
        }
    }

    /** As much of a small file of a jar as it may have: the jar's word on its size may be wrong. */
    static InputStream start(InputStream in) throws IOException {
        return new ByteArrayInputStream(in.readNBytes((int) MAX_MANIFEST_BYTES));
    }

    /** The class whose main is the app's. */
    String appMain() {
        return startClass == null ? mainClass : startClass;
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    /** Whether Spring Boot's own launcher of jars runs it, as its Maven plugin makes them. */
    boolean isSpringBootJar() {
        return startClass != null && mainClass.endsWith(".JarLauncher");
    }

    /** Whether the app's main class is among the jar's own classes. */
    boolean holdsMain() throws IOException {
        String file = appMain().replace('.', '/') + ".class";
        try (ZipFile zip = new ZipFile(path.toFile())) {
            return List.of("", "BOOT-INF/classes/", "WEB-INF/classes/").stream()
                    .anyMatch(folder -> zip.getEntry(folder + file) != null);
        }
    }

    /** The files and directories of the {@code Class-Path} that are there. */
    List<Path> beside() {
        List<Path> beside = new ArrayList<>();
        for (String url : classPath) {
            Path file = ClassPathUrl.resolve(path, url);
            if (file != null && Files.exists(file)) {
                beside.add(file);
            }
        }
        return beside;
    }

    /** Whether it has classes that are not the module's own: libraries were packed into it, or a launcher. */
    boolean holdsMoreThan(Path classes) throws IOException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            return zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .anyMatch(name -> !Files.exists(classes.resolve(name)));
        }
    }

    private static List<String> words(@Nullable String value) {
        return value == null || value.isBlank()
                ? List.of()
                : List.of(value.strip().split("\\s+"));
    }
}
