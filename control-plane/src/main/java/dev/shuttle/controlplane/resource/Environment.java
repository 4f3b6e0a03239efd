package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.os.BoundedDuration;
import dev.shuttle.os.ProcessEncoding;
import dev.shuttle.protocol.EnvironmentVariable;
import dev.shuttle.runtime.plan.ReservedVariables;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables of projects. Encrypted at rest, and listed with their values: what is not to be seen is a
 * secret. Each deployment keeps those that it runs with. Thread-safe.
 */
public final class Environment {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    /** Of one variable with its name, = and NUL: MAX_ARG_STRLEN, see execve(2). */
    private static final int LONGEST = 128 * 1024;

    /** Half of what execve(2) takes with the usual stack of 8 MiB; the rest is for arguments and resources. */
    private static final int LARGEST = 1024 * 1024;

    /** Far more than any app reads. */
    private static final int MOST = 500;

    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(1);
    private static final Duration LONGEST_SILENCE = Duration.ofHours(24);

    private final EnvironmentStore store;
    private final Vault vault;

    Environment(Database database, Vault vault) {
        this.store = new EnvironmentStore(database);
        this.vault = vault;
    }

    /**
     * Checks a change without making it.
     *
     * @param changes values by name; null removes
     * @throws InvalidException names what is wrong; never a value
     */
    public void check(Map<String, @Nullable String> changes) {
        if (changes.size() > MOST) {
            throw tooMany(changes.size() + " variables are too many at once");
        }
        changes.forEach(Environment::check);
    }

    private static void check(String name, @Nullable String value) {
        if (!NAME.matcher(name).matches()) {
            throw invalid("The name of an environment variable has at most 128 letters, digits and _, and does not"
                    + " start with a digit, such as LOG_LEVEL; this one is not valid.");
        }
        if (ReservedVariables.contain(name)) {
            throw invalid("The variable " + name + " cannot be set: " + ReservedVariables.reason(name));
        }
        if (value == null) {
            return;
        }
        if (value.indexOf('\0') >= 0) {
            throw invalid("The value of " + name + " has a NUL character, which no environment variable can hold.");
        }
        if (!ProcessEncoding.encodes(value)) {
            throw invalid(
                    "The value of " + name + " has characters that this server cannot hand to a process: its locale"
                            + " has " + ProcessEncoding.charset() + ". Its operator must run it with LC_ALL=C.UTF-8.");
        }
        if (name.equals(ReservedVariables.RESPONSE_TIMEOUT) && duration(value).isEmpty()) {
            throw invalid(name + " must be a duration from 1s to 24h, such as 10m or PT10M.");
        }
        if (bytes(name, value) > LONGEST) {
            throw invalid("The value of " + name + " has " + value.getBytes(StandardCharsets.UTF_8).length
                    + " bytes. Linux takes at most 128 KiB for a variable: keep larger configuration in a file of the"
                    + " app.");
        }
    }

    /** How long the service of a deployment may be silent before it answers, if its project says so. */
    public Optional<Duration> responseTimeout(String project, String deployment) {
        return Optional.ofNullable(of(project, deployment).get(ReservedVariables.RESPONSE_TIMEOUT))
                .flatMap(Environment::duration);
    }

    private static Optional<Duration> duration(String value) {
        return BoundedDuration.parse(value.strip(), SHORTEST_SILENCE, LONGEST_SILENCE);
    }

    private static int bytes(String name, String value) {
        return name.length() + value.getBytes(StandardCharsets.UTF_8).length + 2;
    }

    /**
     * Sets and removes, all or none.
     *
     * @param project whose they are
     * @param changes values by name; null removes
     * @throws InvalidException if one cannot be kept
     */
    public synchronized void change(String project, Map<String, @Nullable String> changes) {
        check(changes);
        Map<String, String> values = values(project);
        Map<String, @Nullable String> encrypted = new LinkedHashMap<>();
        changes.forEach((name, value) -> {
            if (value == null) {
                encrypted.put(name, null);
                values.remove(name);
            } else if (!value.equals(values.put(name, value))) {
                encrypted.put(name, vault.encrypt(place(project, name), value));
            }
        });
        checkTogether(values);
        store.change(project, encrypted);
    }

    private static void checkTogether(Map<String, String> values) {
        if (values.size() > MOST) {
            throw tooMany("The project would have " + values.size() + " variables");
        }
        long bytes = values.entrySet().stream()
                .mapToLong(variable -> bytes(variable.getKey(), variable.getValue()))
                .sum();
        if (bytes > LARGEST) {
            throw invalid("The project's variables would have " + bytes + " bytes together; a process takes 1 MiB. Keep"
                    + " larger configuration in a file of the app.");
        }
    }

    /**
     * Whether a variable is set.
     *
     * @throws UnknownVariableException if it is not
     */
    public void require(String project, String name) {
        if (!store.ofProject(project).containsKey(name)) {
            throw new UnknownVariableException(project);
        }
    }

    /** The variables of a project, by name. */
    public List<EnvironmentVariable> list(String project) {
        return values(project).entrySet().stream()
                .map(variable -> new EnvironmentVariable(variable.getKey(), variable.getValue()))
                .toList();
    }

    /** The values of a project's variables, by name. */
    public Map<String, String> values(String project) {
        return decrypted(project, store.ofProject(project));
    }

    /** The variables that a deployment runs with; none for one of a version that knew none. */
    public Map<String, String> of(String project, String deployment) {
        return decrypted(project, store.ofDeployment(deployment));
    }

    /** Gives a deployment the variables that its project has now, or those of the deployment that it brings back. */
    public void give(String project, String deployment, @Nullable String broughtBack) {
        if (broughtBack == null) {
            store.giveOfProject(deployment, project);
        } else {
            store.giveOfDeployment(deployment, broughtBack);
        }
    }

    /** Whether a deployment runs with what its project has now. */
    public boolean isCurrent(String project, String deployment) {
        return Objects.equals(values(project), of(project, deployment));
    }

    private Map<String, String> decrypted(String project, Map<String, String> encrypted) {
        Map<String, String> values = new LinkedHashMap<>();
        encrypted.forEach((name, ciphertext) -> values.put(name, vault.decrypt(place(project, name), ciphertext)));
        return values;
    }

    /** Of the project's row and of each deployment's, so that the one is copied into the other as it is. */
    private static String place(String project, String name) {
        return "environment/" + project + "/" + name;
    }

    private static InvalidException tooMany(String what) {
        return invalid(what + "; a project may have " + MOST + ". Keep larger configuration in a file of the app.");
    }

    private static InvalidException invalid(String message) {
        return new InvalidException("variable", message);
    }
}
