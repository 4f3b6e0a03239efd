package dev.shuttle.controlplane.packaging;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Lays an executable jar of Spring Boot out as its own {@code java -Djarmode=tools -jar app.jar extract} does: the app's
 * classes in a jar that names the libraries beside it. It starts faster than nested jars, and releases share the libraries.
 */
final class SpringBootLayout {
    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARIES = "BOOT-INF/lib/";
    private static final String INDEX = "BOOT-INF/classpath.idx";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    /** The launcher's own, which is left out. */
    private static final String LAUNCHERS_PROVIDER = "META-INF/services/java.nio.file.spi.FileSystemProvider";

    private static final Set<String> LAUNCHERS_ATTRIBUTES = Set.of(
            "Start-Class",
            "Spring-Boot-Classes",
            "Spring-Boot-Lib",
            "Spring-Boot-Classpath-Index",
            "Spring-Boot-Layers-Index");

    private final ExecutableJar jar;
    private final Path into;
    private final ExtractedBytes extracted;

    SpringBootLayout(ExecutableJar jar, Path into) {
        this.jar = jar;
        this.into = into;
        this.extracted = new ExtractedBytes(jar.name());
    }

    /** The extracted files, by relative path: the jar under its own name, and {@code lib/}. */
    Map<String, Path> files() throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(jar.path().toFile())) {
            List<String> libraries = libraries(zip);
            Files.createDirectories(into.resolve("lib"));
            for (String library : libraries) {
                String name = "lib/" + library.substring(LIBRARIES.length());
                copy(zip, library, into.resolve(name));
                files.put(name, into.resolve(name));
            }
            writeJar(zip, manifest(zip, files.keySet()));
            files.put(jar.name(), into.resolve(jar.name()));
        }
        return files;
    }

    /** In the order of the class path. */
    private static List<String> libraries(ZipFile zip) throws IOException {
        Set<String> libraries = new LinkedHashSet<>();
        ZipEntry index = zip.getEntry(INDEX);
        if (index != null) {
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(ExecutableJar.start(zip.getInputStream(index)), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String name = line.replaceFirst("^\\s*-\\s*\"?", "").replaceFirst("\"?\\s*$", "");
                    if (isLibrary(name) && zip.getEntry(name) != null) {
                        libraries.add(name);
                    }
                }
            }
        }
        zip.stream().map(ZipEntry::getName).filter(SpringBootLayout::isLibrary).forEach(libraries::add);
        return List.copyOf(libraries);
    }

    private static boolean isLibrary(String name) {
        return name.startsWith(LIBRARIES)
                && name.endsWith(".jar")
                && name.indexOf('/', LIBRARIES.length()) < 0
                && name.indexOf('\\') < 0;
    }

    private Manifest manifest(ZipFile zip, Set<String> libraries) throws IOException {
        Manifest manifest = ExecutableJar.manifest(zip);
        Attributes main = manifest.getMainAttributes();
        main.keySet().removeIf(name -> LAUNCHERS_ATTRIBUTES.contains(name.toString()));
        main.put(Attributes.Name.MAIN_CLASS, jar.appMain());
        if (!libraries.isEmpty()) {
            main.put(Attributes.Name.CLASS_PATH, String.join(" ", encoded(libraries)));
        }
        return manifest;
    }

    private static List<String> encoded(Set<String> libraries) {
        List<String> encoded = new ArrayList<>();
        libraries.forEach(library ->
                encoded.add(Path.of("/" + library).toUri().getRawPath().substring(1)));
        return encoded;
    }

    private void writeJar(ZipFile zip, Manifest manifest) throws IOException {
        Path target = into.resolve(jar.name());
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(target));
                ZipOutputStream out = new ZipOutputStream(file)) {
            ZipEntry first = new ZipEntry(MANIFEST);
            ZipEntry original = zip.getEntry(MANIFEST);
            first.setTime(original == null ? 0 : original.getTime());
            out.putNextEntry(first);
            manifest.write(out);
            out.closeEntry();
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                writeEntry(zip, entries.nextElement(), out);
            }
        }
    }

    private void writeEntry(ZipFile zip, ZipEntry entry, ZipOutputStream out) throws IOException {
        String name = place(entry.getName());
        if (name.isEmpty()) {
            return;
        }
        ZipEntry copy = new ZipEntry(name);
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        try (InputStream in = extracted.counted(zip.getInputStream(entry))) {
            in.transferTo(out);
        }
        out.closeEntry();
    }

    /** Where an entry is to be in the jar; empty if it is not the app's. */
    private static String place(String name) {
        if (name.startsWith(CLASSES)) {
            return name.substring(CLASSES.length());
        }
        boolean ofApp = name.startsWith("META-INF/") && !name.equals("META-INF/");
        return ofApp && !name.equals(MANIFEST) && !name.equals(LAUNCHERS_PROVIDER) ? name : "";
    }

    private void copy(ZipFile zip, String entry, Path target) throws IOException {
        try (InputStream in = extracted.counted(zip.getInputStream(zip.getEntry(entry)))) {
            Files.copy(in, target);
        }
    }
}
