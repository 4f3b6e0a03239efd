package dev.shuttle.protocol.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.protocol.JsonRecords;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.Problem;
import dev.shuttle.protocol.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An answer below 300, whose body is still to be read; everything else became an exception. */
final class ApiAnswer implements AutoCloseable {

    /** A page of deployments has some hundred kilobytes at most; more is no answer of ours. */
    private static final int MAX_JSON = 16 * 1024 * 1024;

    private static final int PROXY_AUTHENTICATION = 407;

    private final ApiAddress api;
    private final Head head;
    private final InputStream body;

    private ApiAnswer(ApiAddress api, Transport.Answer answer) {
        this.api = api;
        this.head = answer.head();
        this.body = answer.body();
    }

    static ApiAnswer of(ApiAddress api, Transport.Answer given) throws ClientException {
        ApiAnswer answer = new ApiAnswer(api, given);
        boolean tooOld = answer.head.protocol().orElse(Version.PROTOCOL) < Version.PROTOCOL;
        if (answer.status() < 300 && !tooOld) {
            return answer;
        }
        try (answer) {
            throw tooOld ? answer.tooOld() : answer.refusal();
        }
    }

    int status() {
        return head.status();
    }

    <T> T read(TypeReference<T> kind) throws ClientException {
        if (!head.type().endsWith("json")) {
            throw strange(null);
        }
        T value;
        try {
            value = JsonRecords.read(bytes(), kind);
        } catch (JsonProcessingException garbage) {
            throw strange(garbage);
        } catch (IOException broken) {
            throw new UnreachableException(api, broken);
        }
        if (value == null || !isWhole(value)) {
            throw strange(null);
        }
        return value;
    }

    BufferedReader lines(String expected) throws ClientException {
        if (!head.type().endsWith(expected)) {
            throw strange(null);
        }
        return new BufferedReader(new InputStreamReader(new BoundedLines(body), StandardCharsets.UTF_8));
    }

    UnexpectedResponseException strange(@Nullable Throwable cause) {
        String type = head.type();
        String what = "status " + status() + (type.isEmpty() ? " without a content type" : " with " + type);
        return head.protocol().isPresent()
                ? UnexpectedResponseException.ofControlPlane(api, head.serverVersion(), what, cause)
                : new UnexpectedResponseException(api, what, cause);
    }

    @Override
    public void close() throws ClientException {
        try {
            body.close();
        } catch (IOException broken) {
            throw new UnreachableException(api, broken);
        }
    }

    private ClientException tooOld() {
        return new ServerTooOldException(
                api, head.serverVersion(), head.protocol().orElse(0));
    }

    private ClientException refusal() throws ClientException {
        if (status() < 400) {
            String redirect = "with a redirect to " + head.location() + ", which is not followed";
            return new UnexpectedResponseException(api, redirect, null);
        }
        if (status() == PROXY_AUTHENTICATION) {
            return UnexpectedResponseException.ofProxy(api);
        }
        Problem problem = read(new TypeReference<>() {});
        return problem.detail() == null ? strange(null) : new ApiException(problem);
    }

    private byte[] bytes() throws IOException {
        byte[] bytes = body.readNBytes(MAX_JSON + 1);
        if (bytes.length > MAX_JSON) {
            throw new IOException("the answer has more than " + MAX_JSON + " bytes");
        }
        return bytes;
    }

    /** Whether the members that always are there are; JSON of some other server reads as a record full of nulls. */
    private static boolean isWhole(@Nullable Object value) {
        return value instanceof Page<?> page
                ? page.items() != null && page.items().stream().allMatch(ApiAnswer::isWhole)
                : value != null && RequiredFields.areThere(value);
    }
}
