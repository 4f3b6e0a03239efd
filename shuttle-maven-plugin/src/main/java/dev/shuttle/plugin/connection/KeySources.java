package dev.shuttle.plugin.connection;

import dev.shuttle.protocol.client.ApiAddress;
import dev.shuttle.protocol.client.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.jspecify.annotations.Nullable;

/**
 * Where a key may be, in the order in which it is looked for.
 *
 * @param given what {@code -Dshuttle.apiKey} gave, or null
 * @param environment the environment's variables
 * @param settings Maven's
 * @param decrypter for passwords that are encrypted in them
 * @param userHome the user's home folder
 */
public record KeySources(
        @Nullable String given,
        Map<String, String> environment,
        Settings settings,
        SettingsDecrypter decrypter,
        Path userHome) {

    /** For messages: every place in which a key can be. */
    public static final String ALL =
            "Keys are looked up in -Dshuttle.apiKey, SHUTTLE_API_KEY, the password of <server> with id 'shuttle' in"
                    + " settings.xml, the key that mvn shuttle:login stored for this address, and, on the"
                    + " control plane's own machine, the file admin.key in its home";

    /** The origin of a key that {@code login} stored. */
    public static final String LOGIN = "mvn shuttle:login";

    private static final String SERVER_ID = "shuttle";
    private static final String FILE = "admin.key";
    /** A key file holds one line. */
    private static final long MAX_FILE = 4096;

    /**
     * Looks for a key.
     *
     * @param api what it is for: another machine does not get this one's {@code admin.key}
     * @param project which project it is for, asked only where there are keys of several; null if it is unknown
     * @return the first one found
     * @throws UnusableKeyException when there is one that cannot be read
     */
    public Optional<FoundKey> find(ApiAddress api, Supplier<@Nullable String> project) throws UnusableKeyException {
        if (given != null && !given.isBlank()) {
            return found(given, "-Dshuttle.apiKey");
        }
        String variable = environment.getOrDefault("SHUTTLE_API_KEY", "");
        if (!variable.isBlank()) {
            return found(variable, "SHUTTLE_API_KEY");
        }
        Server server = settings.getServer(SERVER_ID);
        if (server != null) {
            return found(password(server), "settings.xml, server '" + SERVER_ID + "'");
        }
        SortedMap<String, String> ofProjects = stored(credentials -> credentials.ofProjects(api));
        @Nullable String name = ofProjects.isEmpty() ? null : project.get();
        @Nullable String own = name == null ? null : ofProjects.get(name);
        if (own != null) {
            return found(own, LOGIN);
        }
        Optional<String> ofAll = stored(credentials -> credentials.find(api));
        if (ofAll.isPresent()) {
            return found(ofAll.get(), LOGIN);
        }
        Optional<FoundKey> file = api.isLoopback() ? file() : Optional.empty();
        // The server says that a key is for another project better than that there is none.
        Optional<String> other = ofProjects.values().stream().findFirst();
        return file.isPresent() || other.isEmpty() ? file : found(other.get(), LOGIN);
    }

    private interface Reading<T> {
        T of(Credentials credentials) throws IOException;
    }

    private <T> T stored(Reading<T> reading) throws UnusableKeyException {
        try {
            return reading.of(Credentials.of(environment, userHome));
        } catch (IOException fault) {
            throw new UnusableKeyException("Cannot read the key that mvn shuttle:login stored (" + fault
                    + "): fix that, or use SHUTTLE_API_KEY.");
        }
    }

    private String password(Server server) throws UnusableKeyException {
        SettingsDecryptionResult result = decrypter.decrypt(new DefaultSettingsDecryptionRequest(server));
        String password = result.getServer().getPassword();
        boolean stillEncrypted = password != null && password.matches("\\{.*\\}");
        if (password == null || stillEncrypted || !result.getProblems().isEmpty()) {
            throw new UnusableKeyException("settings.xml has a <server> with id '" + SERVER_ID + "' whose password is "
                    + (password == null ? "missing" : "encrypted and cannot be decrypted")
                    + ": put the key there, or see settings-security.xml in Maven's guide to password encryption.");
        }
        return password;
    }

    private Optional<FoundKey> file() throws UnusableKeyException {
        for (Path file : files()) {
            if (Files.exists(file)) {
                return found(read(file), file.toString());
            }
        }
        return Optional.empty();
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        String home = environment.getOrDefault("SHUTTLE_HOME", "");
        if (!home.isBlank()) {
            files.add(Path.of(home, FILE));
        }
        files.add(userHome.resolve(".shuttle").resolve(FILE));
        files.add(Path.of("/var/lib/shuttle", FILE));
        return files;
    }

    private static String read(Path file) throws UnusableKeyException {
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new UnusableKeyException(file + " is too large for a key.");
            }
            return Files.readString(file);
        } catch (IOException fault) {
            throw new UnusableKeyException("Cannot read the key in " + file + " (" + fault + "): use SHUTTLE_API_KEY.");
        }
    }

    private static Optional<FoundKey> found(String text, String origin) throws UnusableKeyException {
        try {
            return Optional.of(new FoundKey(new ApiKey(text), origin));
        } catch (IllegalArgumentException refused) {
            throw new UnusableKeyException("The key from " + origin + " is not valid. " + refused.getMessage());
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return ALL;
    }
}
