package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.log.Masks;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.protocol.SecretName;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values that a project's code asks for with {@code @Secret}. Encrypted at rest, masked in logs. Thread-safe. */
public final class Secrets {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    /** A certificate chain with its key fits four times. */
    private static final int LONGEST_VALUE = 32 * 1024;

    /** Far more than any app names as parameters. */
    private static final int MOST = 200;

    private final SecretStore store;
    private final Vault vault;
    private final Masks masks;

    /**
     * The secrets of a store.
     *
     * @param database where they lie
     * @param vault what encrypts them
     * @param masks what keeps them out of logs
     */
    public Secrets(Database database, Vault vault, Masks masks) {
        this.store = new SecretStore(database);
        this.vault = vault;
        this.masks = masks;
    }

    /**
     * Checks a change without making it.
     *
     * @param changes values by name; null removes
     * @throws InvalidException names what is wrong; never a value
     */
    public void check(Map<String, @Nullable String> changes) {
        if (changes.size() > MOST) {
            throw new InvalidException(
                    "secret",
                    changes.size() + " secrets are too many at once; a project may have " + MOST
                            + ". Keep larger configuration in a file of the app.");
        }
        changes.forEach(Secrets::check);
    }

    private static void check(String name, @Nullable String value) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidException(
                    "secret",
                    "A secret's name has at most 128 letters, digits and _, and does not start with"
                            + " a digit, such as API_KEY; this one is not valid.");
        }
        if (value == null) {
            return;
        }
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > LONGEST_VALUE || value.indexOf('\0') >= 0) {
            throw new InvalidException(
                    "secret",
                    "The value of the secret " + name + " has " + bytes + " bytes; it must have 1 to " + LONGEST_VALUE
                            + ", without NUL.");
        }
    }

    /**
     * Sets and removes, all or none.
     *
     * @param project whose they are
     * @param changes values by name; null removes
     * @return whether anything is different now
     * @throws InvalidException if one cannot be kept
     */
    public boolean change(String project, Map<String, @Nullable String> changes) {
        check(changes);
        Map<String, String> before = values(project);
        Map<String, @Nullable String> encrypted = new LinkedHashMap<>();
        changes.forEach((name, value) -> {
            if (!Objects.equals(before.get(name), value)) {
                encrypted.put(name, value == null ? null : vault.encrypt(place(project, name), value));
            }
        });
        if (before.size() + encrypted.size()
                > MOST + encrypted.values().stream().filter(Objects::isNull).count()) {
            throw new InvalidException("secret", "The project would have more than " + MOST + " secrets.");
        }
        store.change(project, encrypted);
        masks.add(project, changes.values().stream().filter(Objects::nonNull).toList());
        return !encrypted.isEmpty();
    }

    /**
     * Whether a secret is set.
     *
     * @param project whose
     * @param name its name
     * @throws UnknownSecretException if it is not
     */
    public void require(String project, String name) {
        if (names(project).stream().noneMatch(secret -> secret.name().equals(name))) {
            throw new UnknownSecretException(project);
        }
    }

    /**
     * The names of the secrets.
     *
     * @param project whose
     * @return by name
     */
    public List<SecretName> names(String project) {
        return store.names(project);
    }

    /** The values, by name; from here on masked in the project's logs. */
    public Map<String, String> values(String project) {
        Map<String, String> values = new LinkedHashMap<>();
        store.encrypted(project)
                .forEach((name, ciphertext) -> values.put(name, vault.decrypt(place(project, name), ciphertext)));
        masks.add(project, values.values());
        return values;
    }

    private static String place(String project, String name) {
        return "secret/" + project + "/" + name;
    }
}
