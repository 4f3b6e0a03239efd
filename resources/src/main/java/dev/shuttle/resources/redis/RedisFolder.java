package dev.shuttle.resources.redis;

import dev.shuttle.os.NewFile;
import dev.shuttle.os.Trees;
import dev.shuttle.resources.RandomPassword;
import dev.shuttle.resources.ServerLog;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A project's own directory: {@code data}, {@code server.log}, and {@code server.properties} with what must be known of
 * the server when we come back. Only we can read the latter; in it are the administrator's password, and of the
 * project's password the hash. Not thread-safe.
 */
final class RedisFolder {
    private static final String PID = "pid";
    private static final String PORT = "port";
    private static final String ADMIN = "admin.password";
    private static final String HASH = "password.sha256";
    private static final String DATABASE = "database.";

    private final Path path;
    private final Properties properties;

    private RedisFolder(Path path, Properties properties) {
        this.path = path;
        this.properties = properties;
    }

    static RedisFolder open(Path path) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file(path))) {
            properties.load(in);
        } catch (NoSuchFileException e) {
            // at first
        }
        if (!properties.containsKey(ADMIN)) {
            properties.setProperty(ADMIN, RandomPassword.next());
        }
        return new RedisFolder(path, properties);
    }

    static boolean exists(Path path) {
        return Files.exists(file(path));
    }

    Path path() {
        return path;
    }

    Path data() {
        return path.resolve("data");
    }

    ServerLog log() {
        return new ServerLog(path.resolve("server.log"));
    }

    String adminPassword() {
        return properties.getProperty(ADMIN, "");
    }

    String passwordHash() {
        return properties.getProperty(HASH, "");
    }

    int port() {
        return number(PORT);
    }

    long pid() {
        return number(PID);
    }

    /** Whether the project has a database of another name. */
    boolean isInUseBesides(String name) {
        return properties.stringPropertyNames().stream()
                .anyMatch(key -> key.startsWith(DATABASE) && !key.equals(DATABASE + name));
    }

    boolean isUse(String name, int database) {
        return properties.getProperty(DATABASE + name, "").equals("" + database);
    }

    /** A database that no name has. */
    int spare() throws IOException {
        for (int database = RedisConfiguration.DATABASES - 1; database >= 0; database--) {
            String number = "" + database;
            if (properties.stringPropertyNames().stream()
                    .noneMatch(key -> key.startsWith(DATABASE)
                            && properties.getProperty(key).equals(number))) {
                return database;
            }
        }
        throw new IOException("all " + RedisConfiguration.DATABASES + " databases are in use; delete one first");
    }

    void started(int port, long pid) throws IOException {
        properties.setProperty(PORT, "" + port);
        properties.setProperty(PID, "" + pid);
        save();
    }

    void use(String name, int database, String hash) throws IOException {
        properties.setProperty(DATABASE + name, "" + database);
        properties.setProperty(HASH, hash);
        save();
    }

    void release(String name) throws IOException {
        properties.remove(DATABASE + name);
        save();
    }

    /** The state that a backup needs: the databases in use. Password and port are generated again. */
    String portableProperties() throws IOException {
        Properties portable = new Properties();
        properties.stringPropertyNames().stream()
                .filter(key -> key.startsWith(DATABASE) || key.equals(HASH))
                .forEach(key -> portable.setProperty(key, properties.getProperty(key)));
        StringWriter text = new StringWriter();
        portable.store(text, null);
        return text.toString();
    }

    private void save() throws IOException {
        Trees.createEnterable(path);
        StringWriter text = new StringWriter();
        properties.store(text, null);
        NewFile.write(file(path), text.toString());
    }

    private int number(String key) {
        try {
            return Integer.parseInt(properties.getProperty(key, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Path file(Path path) {
        return path.resolve("server.properties");
    }
}
