package dev.shuttle.runtime.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Walks up from a type to its superclasses and interfaces by reading class files from the app's class path; only the
 * JDK's own types are loaded, and none is initialised. Jars stay open until closed. Not thread-safe.
 */
final class TypeFinder implements AutoCloseable {
    /** More supertypes than any real class has. */
    private static final int MAX_TYPES = 10_000;

    private final List<Path> directories = new ArrayList<>();
    private final List<ZipFile> jars = new ArrayList<>();

    TypeFinder(List<Path> classPath) {
        for (Path entry : classPath) {
            if (Files.isDirectory(entry)) {
                directories.add(entry);
            } else if (Files.isRegularFile(entry)) {
                open(entry);
            }
        }
    }

    /** The supertypes of a type, and missing ones. */
    record Lineage(Set<String> types, List<String> missing) {}

    /** The type and all that it extends and implements, by name, and those of which the class path has no class. */
    Lineage lineage(String type) {
        Set<String> seen = new HashSet<>(Set.of(type));
        List<String> missing = new ArrayList<>();
        Deque<String> left = new ArrayDeque<>(seen);
        while (!left.isEmpty() && seen.size() < MAX_TYPES) {
            String next = left.remove();
            Optional<Collection<String>> parents = parents(next);
            if (parents.isEmpty()) {
                missing.add(next);
            }
            parents.orElse(List.of()).stream().filter(seen::add).forEach(left::add);
        }
        return new Lineage(seen, missing);
    }

    private Optional<Collection<String>> parents(String type) {
        Class<?> ofJdk = jdkClass(type);
        return ofJdk == null ? find(type).map(TypeFinder::parents) : Optional.of(parents(ofJdk));
    }

    private static Collection<String> parents(ClassFile type) {
        List<String> parents = new ArrayList<>(type.interfaces());
        if (type.superName() != null) {
            parents.add(type.superName());
        }
        return parents;
    }

    private static Collection<String> parents(Class<?> type) {
        List<String> parents = new ArrayList<>();
        for (Class<?> parent : type.getInterfaces()) {
            parents.add(parent.getName());
        }
        if (type.getSuperclass() != null) {
            parents.add(type.getSuperclass().getName());
        }
        return parents;
    }

    private static @Nullable Class<?> jdkClass(String type) {
        try {
            return Class.forName(type, false, ClassLoader.getPlatformClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    /** The class file of that name on the class path, if there is one that can be read. */
    Optional<ClassFile> find(String type) {
        String file = type.replace('.', '/') + ".class";
        for (Path directory : directories) {
            Optional<ClassFile> found = inDirectory(directory, file);
            if (found.isPresent()) {
                return found;
            }
        }
        return jars.stream()
                .map(jar -> inJar(jar, file))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<ClassFile> inDirectory(Path directory, String file) {
        try {
            Path path = directory.resolve(file);
            if (!path.normalize().startsWith(directory.normalize()) || !Files.isRegularFile(path)) {
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(path)) {
                return read(in);
            }
        } catch (InvalidPathException | IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<ClassFile> inJar(ZipFile jar, String file) {
        ZipEntry entry = jar.getEntry(file);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return read(in);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<ClassFile> read(InputStream in) throws IOException {
        try {
            return Optional.of(ClassFileReader.read(in.readNBytes(ClassFileReader.MAX_BYTES)));
        } catch (MalformedClassException e) {
            return Optional.empty();
        }
    }

    private void open(Path jar) {
        try {
            jars.add(new ZipFile(jar.toFile()));
        } catch (IOException e) {
            // No jar: whatever is looked for in it will be reported as missing.
        }
    }

    @Override
    public void close() {
        for (ZipFile jar : jars) {
            try {
                jar.close();
            } catch (IOException e) {
                // It was only read.
            }
        }
    }
}
