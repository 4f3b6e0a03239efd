package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.auth.Access;
import dev.shuttle.controlplane.http.GuardedRoute;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One route: what does it, who may ask for it, and what {@code /openapi.json} says of it. All of the API is a list of
 * these. Made once, at the start, and not changed then.
 */
final class ApiRoute implements GuardedRoute {

    /** A parameter of the query. */
    record Parameter(String name, String what) {}

    /** The content of a body: a media type alone, a record in JSON, or a page of records. */
    record Content(String mediaType, @Nullable Class<?> type, boolean page) {
        static final String JSON = "application/json";
    }

    /** An answer that is no error. */
    record Answer(int status, String what, @Nullable Content content) {}

    private final HandlerType method;
    private final String path;
    private final String name;
    private final Access access;
    private final Handler handler;
    private final List<Parameter> query = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private String summary = "";
    private @Nullable Content body;
    private boolean opens;

    /** The name is the operation's, and the action's in the audit log. */
    ApiRoute(HandlerType method, String path, String name, Access access, Handler handler) {
        this.method = method;
        this.path = path;
        this.name = name;
        this.access = access;
        this.handler = handler;
    }

    ApiRoute says(String summary) {
        this.summary = summary;
        return this;
    }

    ApiRoute query(String parameter, String what) {
        query.add(new Parameter(parameter, what));
        return this;
    }

    /** As lists do. */
    ApiRoute paged() {
        return query("cursor", "The previous page's next")
                .query("limit", "The maximum number of items: 1 to 500; 50 by default");
    }

    ApiRoute takes(String mediaType) {
        body = new Content(mediaType, null, false);
        return this;
    }

    ApiRoute takes(Class<?> type) {
        body = new Content(Content.JSON, type, false);
        return this;
    }

    ApiRoute answers(int status, String what) {
        answers.add(new Answer(status, what, null));
        return this;
    }

    ApiRoute answers(int status, String what, Class<?> type) {
        answers.add(new Answer(status, what, new Content(Content.JSON, type, false)));
        return this;
    }

    ApiRoute answersPage(Class<?> item) {
        answers.add(new Answer(200, "A page", new Content(Content.JSON, item, true)));
        return this;
    }

    ApiRoute answersIn(int status, String what, String mediaType) {
        answers.add(new Answer(status, what, new Content(mediaType, null, false)));
        return this;
    }

    ApiRoute answersIn(int status, String what, String mediaType, Class<?> type) {
        answers.add(new Answer(status, what, new Content(mediaType, type, false)));
        return this;
    }

    /** Opens a way to what only those may see who may change it. */
    ApiRoute opens() {
        opens = true;
        return this;
    }

    @Override
    public HandlerType method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Access access() {
        return access;
    }

    @Override
    public Handler handler() {
        return handler;
    }

    String summary() {
        return summary;
    }

    List<Parameter> query() {
        return query;
    }

    @Nullable
    Content body() {
        return body;
    }

    List<Answer> answers() {
        return answers;
    }

    @Override
    public boolean changes() {
        return opens || GuardedRoute.super.changes();
    }
}
