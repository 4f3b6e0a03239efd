package dev.shuttle.controlplane.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.protocol.Json;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The table of receivers, encrypted: one for each project that has one, and the server's. Thread-safe. */
final class WebhookStore {
    private final Jdbi jdbi;
    private final Vault vault;

    WebhookStore(Database database, Vault vault) {
        this.jdbi = database.jdbi();
        this.vault = vault;
    }

    /** Replaces the one before; what waits for it goes to the new one. */
    void put(String project, Receiver receiver) {
        String encrypted = vault.encrypt(place(project), written(receiver));
        jdbi.useTransaction(handle -> {
            handle.execute("delete from webhook where project = ?", project);
            handle.execute(
                    "insert into webhook (project, encrypted, updated_at) values (?, ?, ?)",
                    project,
                    encrypted,
                    Instant.now());
        });
    }

    /** With its log; whether there was one. */
    boolean remove(String project) {
        return jdbi.inTransaction(handle -> remove(handle, project));
    }

    private static boolean remove(Handle handle, String project) {
        handle.execute("delete from webhook_delivery where receiver = ?", project);
        return handle.execute("delete from webhook where project = ?", project) > 0;
    }

    Optional<Receiver> find(String project) {
        return jdbi.withHandle(handle -> handle.select("select encrypted from webhook where project = ?", project)
                .mapTo(String.class)
                .findOne()
                .map(encrypted -> read(vault.decrypt(place(project), encrypted))));
    }

    Optional<Instant> updatedAt(String project) {
        return jdbi.withHandle(handle -> handle.select("select updated_at from webhook where project = ?", project)
                .mapTo(Instant.class)
                .findOne());
    }

    private static String place(String project) {
        return "webhook/" + project;
    }

    private static String written(Receiver receiver) {
        try {
            return Json.MAPPER.writeValueAsString(receiver);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a receiver cannot be written as JSON");
        }
    }

    private static Receiver read(String json) {
        try {
            return Json.MAPPER.readValue(json, Receiver.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a receiver in the store is not valid JSON"); // the cause quotes it
        }
    }
}
