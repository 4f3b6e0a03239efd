package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.api.RunningApi;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A browser's part in it: keeps the cookie, and sends the forms of pages with their token and its own origin. */
final class ConsoleVisitor {
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([0-9a-f]{64})\"");

    private final RunningApi api;
    private final String origin;
    private String cookie = "";
    private String token = "";

    ConsoleVisitor(RunningApi api) {
        this.api = api;
        this.origin = "http://127.0.0.1:" + api.address().getPort();
    }

    static ConsoleVisitor with(RunningApi api, String key) throws IOException, InterruptedException {
        ConsoleVisitor visitor = new ConsoleVisitor(api);
        HttpResponse<String> answer = visitor.signIn(key);
        if (answer.statusCode() != 303) {
            throw new AssertionError("not signed in: " + answer.statusCode() + " " + answer.body());
        }
        return visitor;
    }

    HttpResponse<String> signIn(String key) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/console/sign-in", "key", key);
        answer.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.substring(0, set.indexOf(';')));
        if (answer.statusCode() == 303) {
            Matcher found = TOKEN.matcher(get("/console").body());
            token = found.find() ? found.group(1) : "";
        }
        return answer;
    }

    String origin() {
        return origin;
    }

    String cookie() {
        return cookie;
    }

    String token() {
        return token;
    }

    ConsoleVisitor showing(String other) {
        cookie = other;
        return this;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return api.send("GET", path, null, "", "Cookie", cookie);
    }

    /** As a form of its page does. */
    HttpResponse<String> post(String path, String... fields) throws IOException, InterruptedException {
        return send(path, origin, token, fields);
    }

    HttpResponse<String> send(String path, String from, String shownToken, String... fields)
            throws IOException, InterruptedException {
        String body = Stream.concat(
                        Stream.of(pair("token", shownToken)),
                        Stream.iterate(0, i -> i + 2).limit(fields.length / 2).map(i -> pair(fields[i], fields[i + 1])))
                .collect(Collectors.joining("&"));
        return from.isEmpty()
                ? api.send("POST", path, null, body, "Cookie", cookie)
                : api.send("POST", path, null, body, "Cookie", cookie, "Origin", from);
    }

    private static String pair(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
