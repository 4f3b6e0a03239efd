package dev.shuttle.protocol.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.client.Call.Content;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The shapes that calls come in: one thing, a list in pages, a change that starts a deployment or none. Thread-safe. */
final class Calls {

    /** An answer from the store takes milliseconds; this is for a machine under load. */
    static final Duration ANSWER = Duration.ofSeconds(30);

    /** Far more than any server lists; against a cursor that runs in a circle. */
    private static final int MAX_PAGES = 1_000;

    /** The largest page of the API. */
    private static final int LARGEST_PAGE = 100;

    private static final int NO_CONTENT = 204;

    private final ClientExchange exchange;

    Calls(ClientExchange exchange) {
        this.exchange = exchange;
    }

    /** The items of all pages. */
    <T> List<T> all(String path, Query query, TypeReference<Page<T>> kind) throws ClientException {
        return pages(path, query, Integer.MAX_VALUE, kind);
    }

    /** The first items, over as many pages as that takes. */
    <T> List<T> first(String path, int most, TypeReference<Page<T>> kind) throws ClientException {
        String limit = Integer.toString(Math.min(most, LARGEST_PAGE));
        return pages(path, new Query().add("limit", limit), most, kind);
    }

    private <T> List<T> pages(String path, Query query, int most, TypeReference<Page<T>> kind) throws ClientException {
        List<T> items = new ArrayList<>();
        String cursor = null;
        for (int page = 0; page < MAX_PAGES && items.size() < most; page++) {
            Page<T> part = get(path + query.with("cursor", cursor), kind);
            items.addAll(part.items());
            cursor = part.next();
            if (cursor == null) {
                break;
            }
        }
        return items.subList(0, Math.min(items.size(), most));
    }

    <T> T get(String path, TypeReference<T> kind) throws ClientException {
        try (ApiAnswer answer = exchange.send(exchange.call(path), ANSWER, ANSWER)) {
            return answer.read(kind);
        }
    }

    <T> T send(String method, String path, Content body, TypeReference<T> kind) throws ClientException {
        Call call = exchange.call(path).method(method, "application/json", body);
        try (ApiAnswer answer = exchange.send(call, ANSWER, ANSWER)) {
            return answer.read(kind);
        }
    }

    void delete(String path, Duration limit) throws ClientException {
        exchange.send(exchange.call(path).method("DELETE"), limit, ANSWER).close();
    }

    Deployment deployment(String method, String path, String type, Content body, Duration head) throws ClientException {
        Call call = exchange.call(path).method(method, type, body);
        try (ApiAnswer answer = exchange.send(call, head, ANSWER)) {
            return answer.read(new TypeReference<Deployment>() {});
        }
    }

    /** A change: empty if nothing came of it but the change. */
    Optional<Deployment> change(String method, String path, String type, Content body) throws ClientException {
        return change(method, path, type, body, ANSWER);
    }

    Optional<Deployment> change(String method, String path, String type, Content body, Duration patience)
            throws ClientException {
        Call call = exchange.call(path).method(method, type, body);
        try (ApiAnswer answer = exchange.send(call, patience, patience)) {
            return answer.status() == NO_CONTENT
                    ? Optional.empty()
                    : Optional.of(answer.read(new TypeReference<Deployment>() {}));
        }
    }

    static Content json(Object value) {
        try {
            return new Content.Text(Json.MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
