package dev.shuttle.plugin.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.os.NewFile;
import dev.shuttle.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Names and passwords of resources, kept for the next run in one file that only its owner can
 * read. Used by one thread at a time.
 */
final class LocalState {

    private static final String SUPERUSER = "superuser";
    private static final int PASSWORD_BYTES = 24;

    private final Path file;
    /** By what it is of, such as {@code shop postgres default}. */
    private final Map<String, Map<String, String>> values;

    private LocalState(Path file, Map<String, Map<String, String>> values) {
        this.file = file;
        this.values = values;
    }

    static LocalState read(Path file) throws LocalRunException, IOException {
        if (!Files.exists(file)) {
            return new LocalState(file, new TreeMap<>());
        }
        try {
            return new LocalState(
                    file,
                    Json.MAPPER.readValue(
                            Files.readString(file), new TypeReference<TreeMap<String, Map<String, String>>>() {}));
        } catch (JsonProcessingException broken) {
            // Without the cause: its message quotes the file, passwords and all.
            throw new LocalRunException(
                    file + " is not valid: -Dshuttle.reset starts over, and deletes the data beside it.");
        }
    }

    /** The stored value, generated and stored if there is none. */
    synchronized Map<String, String> get(String what, Supplier<Map<String, String>> fresh) {
        Map<String, String> known = values.get(what);
        if (known == null) {
            known = Map.copyOf(fresh.get());
            put(what, known);
        }
        return known;
    }

    synchronized Map<String, String> get(String what) {
        return values.getOrDefault(what, Map.of());
    }

    /** Kept on the disk when it returns. */
    synchronized void put(String what, Map<String, String> known) {
        values.put(what, Map.copyOf(known));
        try {
            write(Json.MAPPER.writeValueAsString(values));
        } catch (IOException fault) {
            throw new UncheckedIOException("the names and passwords of resources cannot be kept in " + file, fault);
        }
    }

    String superuserPassword() {
        return get(SUPERUSER, () -> Map.of("password", password())).getOrDefault("password", "");
    }

    /** Of all whose key begins with some words. */
    synchronized Map<String, Map<String, String>> below(String words) {
        Map<String, Map<String, String>> found = new TreeMap<>(values);
        found.keySet().removeIf(what -> !what.startsWith(words + " "));
        return found;
    }

    private void write(String json) throws IOException {
        NewFile.write(file, json);
    }

    private static String password() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
