package dev.shuttle.controlplane.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shuttle.controlplane.log.LogReader;
import dev.shuttle.protocol.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How log lines are sent. */
enum LogFormat {
    NDJSON("application/x-ndjson"),
    PLAIN("text/plain; charset=utf-8"),
    EVENTS("text/event-stream; charset=utf-8");

    private final String contentType;

    LogFormat(String contentType) {
        this.contentType = contentType;
    }

    static LogFormat of(@Nullable String accept) {
        String wanted = accept == null ? "" : accept.toLowerCase(Locale.ROOT);
        if (wanted.contains("text/event-stream")) {
            return EVENTS;
        }
        return wanted.contains("text/plain") ? PLAIN : NDJSON;
    }

    String contentType() {
        return contentType;
    }

    /** Before a line with that id: many lines are of one moment, and so have one. */
    byte[] prefix(long id) {
        return (this == EVENTS ? "id: " + id + "\nevent: line\ndata: " : "").getBytes(StandardCharsets.US_ASCII);
    }

    /** A line is sent as it is stored. */
    void write(LogReader.Entry entry, byte[] prefix, OutputStream out) throws IOException {
        switch (this) {
            case NDJSON -> entry.writeTo(out);
            case PLAIN -> out.write(entry.line().line().getBytes(StandardCharsets.UTF_8));
            case EVENTS -> {
                out.write(prefix);
                entry.writeTo(out);
                out.write('\n');
            }
        }
        out.write('\n');
    }

    /** An event as in the HTML standard, section 9.2; the id is where a later reader goes on. */
    static String event(String name, Object data, long id) throws JsonProcessingException {
        return "id: " + id + "\nevent: " + name + "\ndata: " + Json.MAPPER.writeValueAsString(data) + "\n\n";
    }
}
