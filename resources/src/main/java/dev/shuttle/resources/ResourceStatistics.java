package dev.shuttle.resources;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a database or a Redis is used now.
 *
 * @param bytes a database's on disk, a Redis' in memory
 * @param mostBytes the most that it may take; null if it has no such limit of its own
 * @param keys of a Redis; null for others
 * @param connections that are open, by what they do
 * @param mostConnections that may be open
 * @param statements the ten that took the most time in all, since the server counts them; null if that is not known, or not
 *     for who asks
 */
public record ResourceStatistics(
        long bytes,
        @Nullable Long mostBytes,
        @Nullable Long keys,
        List<Connections> connections,
        long mostConnections,
        @Nullable List<Statement> statements) {

    public ResourceStatistics {
        connections = List.copyOf(connections);
        statements = statements == null ? null : List.copyOf(statements);
    }

    /**
     * Connections that do the same.
     *
     * @param state in the server's words, such as active or idle
     * @param count how many
     */
    public record Connections(String state, long count) {}

    /**
     * A statement of a service, with its constants left out.
     *
     * @param text its first 1,000 characters
     * @param calls how often it ran
     * @param totalMillis the time that all of them took
     * @param meanMillis the time that one took
     * @param rows that they returned or changed
     */
    public record Statement(String text, long calls, double totalMillis, double meanMillis, long rows) {}

    /**
     * For who may not see what a service asks.
     *
     * @return the same without statements
     */
    public ResourceStatistics withoutStatements() {
        return new ResourceStatistics(bytes, mostBytes, keys, connections, mostConnections, null);
    }
}
