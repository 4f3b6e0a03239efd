package dev.shuttle.controlplane.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The files below {@code META-INF/shuttle/} of a jar or of a directory of classes. Not thread-safe. */
public abstract class BundledFiles implements AutoCloseable {

    private static final String ROOT = "META-INF/shuttle/";

    private BundledFiles() {}

    /**
     * The files in this program.
     *
     * @return to be closed
     * @throws IOException if its jar cannot be read
     */
    public static BundledFiles ofThisProgram() throws IOException {
        var source = Bundle.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IOException("The control plane does not know its own jar. Start it with java -jar.");
        }
        return in(Path.of(URI.create(source.getLocation().toString())));
    }

    /**
     * The files in a jar or a directory.
     *
     * @param jarOrDirectory that holds {@code META-INF/shuttle/}
     * @return to be closed
     * @throws IOException if it cannot be read
     */
    public static BundledFiles in(Path jarOrDirectory) throws IOException {
        return Files.isDirectory(jarOrDirectory)
                ? new OfDirectory(jarOrDirectory.resolve(ROOT))
                : new OfJar(jarOrDirectory);
    }

    /** The names of the files below a folder, relative to it, sorted. */
    abstract List<String> below(String folder) throws IOException;

    /** Changes whenever the file's content does, and is cheap to ask for. */
    abstract String fingerprint(String name) throws IOException;

    abstract InputStream open(String name) throws IOException;

    @Override
    public abstract void close() throws IOException;

    Properties properties(String name) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open(name)) {
            properties.load(in);
        }
        return properties;
    }

    private static final class OfJar extends BundledFiles {
        private final ZipFile zip;
        private final List<String> names;

        OfJar(Path jar) throws IOException {
            zip = new ZipFile(jar.toFile());
            names = names(zip);
        }

        /** Once: this program's jar has thousands of entries besides. */
        private static List<String> names(ZipFile zip) {
            return zip.stream()
                    .filter(entry -> entry.getName().startsWith(ROOT) && !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .sorted()
                    .toList();
        }

        @Override
        List<String> below(String folder) {
            String prefix = ROOT + folder;
            return names.stream()
                    .filter(name -> name.startsWith(prefix))
                    .map(name -> name.substring(prefix.length()))
                    .toList();
        }

        @Override
        String fingerprint(String name) throws IOException {
            ZipEntry entry = entry(name);
            return entry.getSize() + " " + entry.getCrc();
        }

        @Override
        InputStream open(String name) throws IOException {
            return zip.getInputStream(entry(name));
        }

        private ZipEntry entry(String name) throws IOException {
            ZipEntry entry = zip.getEntry(ROOT + name);
            if (entry == null) {
                throw new NoSuchFileException(ROOT + name, null, "not in " + zip.getName());
            }
            return entry;
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }

    private static final class OfDirectory extends BundledFiles {
        private final Path root;

        OfDirectory(Path root) {
            this.root = root;
        }

        @Override
        List<String> below(String folder) throws IOException {
            Path top = root.resolve(folder);
            try (Stream<Path> files = Files.walk(top)) {
                return files.filter(Files::isRegularFile)
                        .map(file -> top.relativize(file).toString())
                        .sorted()
                        .toList();
            }
        }

        @Override
        String fingerprint(String name) throws IOException {
            Path file = root.resolve(name);
            return Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
        }

        @Override
        InputStream open(String name) throws IOException {
            return Files.newInputStream(root.resolve(name));
        }

        @Override
        public void close() {}
    }
}
