package dev.shuttle.plugin;

import dev.shuttle.plugin.connection.Credentials;
import dev.shuttle.plugin.connection.FoundKey;
import dev.shuttle.plugin.connection.KeySources;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.client.ApiAddress;
import dev.shuttle.protocol.client.ApiException;
import dev.shuttle.protocol.client.ApiKey;
import dev.shuttle.protocol.client.ClientException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Stores a key for the control plane at -Dshuttle.api, for all later goals, and says what it may do. Keys for different
 * projects are stored side by side. Asks for the key without echoing it, or takes it from standard input or -Dshuttle.apiKey. Checks it first, and stores it in
 * {@code shuttle/credentials.properties} in {@code XDG_CONFIG_HOME} or {@code ~/.config}, readable by you only.
 */
@Mojo(name = "login", requiresProject = false, aggregator = true, threadSafe = true)
public final class LoginMojo extends AbstractShuttleMojo {

    /** A key is far shorter; what is longer is something else. */
    private static final int MAX_KEY = 4096;

    /**
     * Adds to the user's settings.xml, without asking, what Maven needs to find {@code shuttle:} outside of a project: the
     * plugin group, and the server's repository.
     */
    @Parameter(property = "shuttle.confirm", defaultValue = "false")
    private boolean confirm;

    @Inject
    LoginMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    /** It tells how the short name becomes known. */
    @Override
    GoalCommands commands() {
        return GoalCommands.SHORT;
    }

    @Override
    void run() throws MojoFailureException, ClientException, IOException {
        Result result = result();
        ApiAddress address = address();
        String text = text(address);
        if (address.uri().getScheme().equalsIgnoreCase("http") && !address.isLoopback()) {
            getLog().warn("The key is sent to " + address
                    + " unencrypted: use https on networks that you do not trust.");
        }
        Key key = check(address, text);
        Credentials credentials = Credentials.of(environment(), userHome());
        credentials.store(address, key.scope(), text);
        warnOfStronger(address);
        new ShortName(session, getLog(), confirm).offer(address);
        result.tell(document(address, key, credentials), List.of(sentence(address, key, credentials)));
    }

    private String text(ApiAddress address) throws MojoFailureException, IOException {
        String given = property(API_KEY);
        if (given != null && !given.isBlank()) {
            return given;
        }
        Optional<String> typed = new Prompt(session).hidden("Key for " + address + ": ");
        String text = typed.isPresent() ? typed.get() : piped(address);
        if (text.isBlank()) {
            throw new MojoFailureException("No key was given: pass it on standard input or as -D" + API_KEY
                    + "=KEY. An administrator creates one with mvn shuttle:keys -Dshuttle.create=NAME.");
        }
        return text;
    }

    /** Without the sequences that reset colours, which some Mavens print even under -q, around what is piped here. */
    private String piped(ApiAddress address) throws IOException {
        if (Prompt.isTerminal()) {
            return "";
        }
        getLog().info("Reading the key for " + address + " from standard input");
        return Terminal.plain(Prompt.input(MAX_KEY)).strip();
    }

    private Key check(ApiAddress address, String text) throws MojoFailureException, ClientException {
        try {
            return connect(new ApiKey(text)).keys().current();
        } catch (IllegalArgumentException none) {
            throw new MojoFailureException("That is not a valid key. " + none.getMessage());
        } catch (ApiException refused) {
            if (refused.status() != 401) {
                throw refused;
            }
            throw new MojoFailureException("The control plane at " + address + " does not accept this key: it may be"
                    + " misspelt, expired or revoked. Nothing was stored.");
        }
    }

    private void warnOfStronger(ApiAddress address) throws MojoFailureException {
        String used = key(address).map(FoundKey::origin).orElse(KeySources.LOGIN);
        if (property(API_KEY) == null && !used.equals(KeySources.LOGIN)) {
            getLog().warn("The key from " + used + " takes precedence over the one stored now.");
        }
    }

    private static String sentence(ApiAddress address, Key key, Credentials credentials) {
        return "Logged in to " + address + " with key '" + key.name() + "' (" + key.scope()
                + (key.expiresAt() == null ? "" : ", until " + key.expiresAt()) + "), stored in " + credentials.file()
                + ". It may " + key.scope().describe() + ".";
    }

    private static Map<String, @Nullable Object> document(ApiAddress address, Key key, Credentials credentials) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("api", address.toString());
        document.put("name", key.name());
        document.put("scope", key.scope());
        document.put("expiresAt", key.expiresAt());
        document.put("file", credentials.file().toString());
        return document;
    }
}
