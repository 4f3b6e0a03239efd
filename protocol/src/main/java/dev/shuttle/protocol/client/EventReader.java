package dev.shuttle.protocol.client;

import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads {@code text/event-stream}: the part of the WHATWG's rules that the API uses. */
final class EventReader {

    /**
     * An event.
     *
     * @param id what to resume after; null where none was given
     * @param name its kind
     * @param data its lines, joined
     */
    record Event(@Nullable String id, String name, String data) {}

    private final BufferedReader lines;

    EventReader(BufferedReader lines) {
        this.lines = lines;
    }

    /** The next event, or null at the end; an event that is cut off is none. */
    @Nullable
    Event next() throws IOException {
        String id = null;
        String name = "message";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && !data.isEmpty()) {
                return new Event(id, name, data.substring(1));
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
            switch (field) {
                case "id" -> id = value;
                case "event" -> name = value;
                case "data" -> data.append('\n').append(value);
                default -> {} // a comment, which keeps the connection open, or a field from later days
            }
        }
        return null;
    }
}
