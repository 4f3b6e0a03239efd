package dev.shuttle.protocol.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.Problem;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.Resource;
import dev.shuttle.protocol.SecretName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An answer below 300, whose body is still to be read; everything else became an exception. */
final class Answer implements AutoCloseable {

    /** A page of deployments has some hundred kilobytes at most; more is no answer of ours. */
    private static final int MAX_JSON = 16 * 1024 * 1024;

    private final ApiAddress api;
    private final int status;
    private final String type;
    private final InputStream body;

    private Answer(ApiAddress api, HttpResponse<InputStream> response) {
        this.api = api;
        this.status = response.statusCode();
        this.type = mediaType(response);
        this.body = response.body();
    }

    static Answer of(ApiAddress api, HttpResponse<InputStream> response) throws ClientException {
        Answer answer = new Answer(api, response);
        if (answer.status < 300) {
            return answer;
        }
        try (answer) {
            throw answer.refusal(response.headers().firstValue("Location").orElse("an address it does not name"));
        }
    }

    int status() {
        return status;
    }

    <T> T read(TypeReference<T> kind) throws ClientException {
        if (!type.endsWith("json")) {
            throw strange(null);
        }
        T value;
        try {
            value = Json.MAPPER.readValue(bytes(), kind);
        } catch (JsonProcessingException garbage) {
            throw strange(garbage);
        } catch (IOException broken) {
            throw new UnreachableException(api, broken);
        }
        if (!isWhole(value)) {
            throw strange(null);
        }
        return value;
    }

    BufferedReader lines(String expected) throws ClientException {
        if (!type.endsWith(expected)) {
            throw strange(null);
        }
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    StrangeAnswerException strange(@Nullable Throwable cause) {
        String what = type.isEmpty() ? "without saying of which type" : "with " + type;
        return new StrangeAnswerException(api, "status " + status + " " + what, cause);
    }

    @Override
    public void close() throws ClientException {
        try {
            body.close();
        } catch (IOException broken) {
            throw new UnreachableException(api, broken);
        }
    }

    private ClientException refusal(String location) throws ClientException {
        if (status < 400) {
            return new StrangeAnswerException(api, "with a redirect to " + location + ", which is not followed", null);
        }
        Problem problem = read(new TypeReference<>() {});
        return problem.detail() == null ? strange(null) : new ApiException(problem);
    }

    private byte[] bytes() throws IOException {
        byte[] bytes = body.readNBytes(MAX_JSON + 1);
        if (bytes.length > MAX_JSON) {
            throw new IOException("the answer is longer than " + MAX_JSON + " bytes");
        }
        return bytes;
    }

    /** Whether the members that always are there are; JSON of some other server reads as a record full of nulls. */
    private static boolean isWhole(@Nullable Object value) {
        if (value instanceof Deployment deployment) {
            return ProjectName.isValid(String.valueOf(deployment.project()))
                    && deployment.id() != null
                    && deployment.state() != null
                    && deployment.url() != null
                    && deployment.createdAt() != null;
        }
        if (value instanceof Project project) {
            return project.name() != null && project.state() != null && project.url() != null;
        }
        if (value instanceof SecretName secret) {
            return secret.name() != null;
        }
        if (value instanceof Resource resource) {
            return resource.type() != null
                    && resource.name() != null
                    && resource.state() != null
                    && resource.details() != null;
        }
        return value instanceof Page<?> page
                ? page.items() != null && page.items().stream().allMatch(Answer::isWhole)
                : value != null;
    }

    private static String mediaType(HttpResponse<InputStream> response) {
        String value = response.headers().firstValue("Content-Type").orElse("");
        int parameters = value.indexOf(';');
        return (parameters < 0 ? value : value.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }
}
