package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;

/** A project in which the app {@code infra} serves, and does with its resources what it is told. */
record Infra(Visitor visitor, String project) {

    /** The answer to the request, which must succeed. */
    String ask(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = attempt(path, body);
        assertEquals(200, answer.statusCode(), answer::body);
        return answer.body();
    }

    /** The answer to the request, successful or not. */
    HttpResponse<String> attempt(String path, String body) throws IOException, InterruptedException {
        return visitor.post(project, path, "text/plain", body);
    }

    /** The first column of the rows, each on a line. */
    String sql(String sql) throws IOException, InterruptedException {
        return ask("/sql", sql);
    }

    /** The reply of Redis to a command, on the same line as the reply to the password. */
    String redis(String command) throws IOException, InterruptedException {
        return ask("/redis", command);
    }

    String database() throws IOException, InterruptedException {
        return postgres().get(1);
    }

    /** Port, database, user and password. */
    List<String> postgres() throws IOException, InterruptedException {
        return List.of(ask("/postgres", "").split(" ", -1));
    }
}
