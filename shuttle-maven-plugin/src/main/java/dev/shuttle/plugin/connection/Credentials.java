package dev.shuttle.plugin.connection;

import dev.shuttle.os.NewFile;
import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.client.ApiAddress;
import dev.shuttle.protocol.client.ApiKey;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The keys that {@code login} stored, one for each address of an API, in a file that only its owner can read. A change
 * replaces the file atomically: a reader finds the old one or the new one.
 *
 * @param folder where the file is; it need not exist
 */
public record Credentials(Path folder) {

    /** Far more keys than anyone has servers. */
    private static final long MAX_FILE = 1024 * 1024;

    private static final String ABOUT = " Keys of shuttle:login, by the address of their API and, behind a #, their"
            + " project. shuttle:logout removes those of an address.";

    /** No address ends with it and a project's name: a fragment is not part of one. */
    private static final String PROJECT = "#";

    /**
     * Where the user's are.
     *
     * @param environment {@code XDG_CONFIG_HOME} counts, if it is an absolute path
     * @param userHome the user's home folder
     * @return nothing is read yet
     */
    public static Credentials of(Map<String, String> environment, Path userHome) {
        String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path config = configured.isBlank() || !Path.of(configured).isAbsolute()
                ? userHome.resolve(".config")
                : Path.of(configured);
        return new Credentials(config.resolve("shuttle"));
    }

    /**
     * Where the keys are.
     *
     * @return it need not exist
     */
    public Path file() {
        return folder.resolve("credentials.properties");
    }

    /**
     * The one for all projects of an address, or for those for which there is no other.
     *
     * @param api whose
     * @return the key's text, not checked
     * @throws IOException when the file is there and cannot be read
     */
    public Optional<String> find(ApiAddress api) throws IOException {
        return Optional.ofNullable(read().getProperty(name(api)));
    }

    /**
     * Those for single projects of an address.
     *
     * @param api whose
     * @return the keys' texts, not checked, by the names of the projects
     * @throws IOException when the file is there and cannot be read
     */
    public SortedMap<String, String> ofProjects(ApiAddress api) throws IOException {
        Properties all = read();
        String before = name(api) + PROJECT;
        SortedMap<String, String> found = new TreeMap<>();
        for (String name : all.stringPropertyNames()) {
            if (name.startsWith(before)) {
                found.put(name.substring(before.length()), all.getProperty(name));
            }
        }
        return found;
    }

    /**
     * Stores one in place of what was stored for that address and those projects.
     *
     * @param api whose
     * @param scope for which projects it is kept
     * @param key the key
     * @throws IllegalArgumentException when it cannot be a key
     * @throws IOException when the file cannot be read or written; then it is as it was
     */
    public void store(ApiAddress api, KeyScope scope, String key) throws IOException {
        var unused = new ApiKey(key);
        synchronized (Credentials.class) {
            Properties all = read();
            if (scope.isForAll()) {
                all.setProperty(name(api), key.strip());
            }
            scope.projects().forEach(project -> all.setProperty(name(api) + PROJECT + project, key.strip()));
            write(all);
        }
    }

    /**
     * Forgets all of an address.
     *
     * @param api whose
     * @return false if none was stored
     * @throws IOException when the file cannot be read or written; then it is as it was
     */
    public boolean remove(ApiAddress api) throws IOException {
        synchronized (Credentials.class) {
            Properties all = read();
            String name = name(api);
            boolean stored = all.keySet()
                    .removeIf(each -> each.equals(name) || String.valueOf(each).startsWith(name + PROJECT));
            if (stored && all.isEmpty()) {
                Files.delete(file());
            } else if (stored) {
                write(all);
            }
            return stored;
        }
    }

    private Properties read() throws IOException {
        Path file = file();
        Properties all = new Properties();
        if (!Files.exists(file)) {
            return all;
        }
        if (Files.size(file) > MAX_FILE) {
            throw new IOException(file + " is too large for a credentials file");
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            all.load(reader);
            return all;
        } catch (IllegalArgumentException malformed) {
            throw new IOException(file + " is not a valid properties file: delete it, and log in again", malformed);
        }
    }

    private void write(Properties all) throws IOException {
        Files.createDirectories(folder, ownersOnly());
        StringWriter text = new StringWriter();
        all.store(text, ABOUT);
        NewFile.write(file(), text.toString());
    }

    private FileAttribute<?>[] ownersOnly() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Scheme and host are the same in any case (RFC 3986, section 6.2.2.1), and a scheme's own port need not be said. */
    private static String name(ApiAddress api) {
        URI uri = api.uri();
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean usual = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return scheme + "://" + host + (usual ? "" : ":" + uri.getPort()) + uri.getRawPath();
    }
}
