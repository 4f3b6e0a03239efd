package com.example.guestbook;

import io.javalin.config.JavalinConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.TooManyRequestsResponse;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.Optional;

/** The routes of the app. */
class Routes {
    private static final int MAX_NAME = 60;
    private static final int MAX_MESSAGE = 1_000;

    private final Entries entries;
    private final RateLimit limit;
    private final Pictures pictures;
    private final byte[] moderatorKey;

    Routes(Entries entries, RateLimit limit, Pictures pictures, String moderatorKey) {
        this.entries = entries;
        this.limit = limit;
        this.pictures = pictures;
        this.moderatorKey = moderatorKey.getBytes(StandardCharsets.UTF_8);
    }

    void addTo(JavalinConfig config) {
        config.routes.get("/", page -> page.html(GuestbookPage.of(entries.latest())));
        config.routes.get("/health", page -> page.result("ok"));
        config.routes.get("/pictures/{name}", this::picture);
        config.routes.post("/entries", this::write);
        config.routes.post("/entries/{id}/delete", this::delete);
        config.routes.exception(
                IllegalArgumentException.class, (e, page) -> page.status(400).result(e.getMessage()));
    }

    private void write(Context page) throws IOException, SQLException {
        if (!limit.allows(visitor(page))) {
            throw new TooManyRequestsResponse("Wait a minute before you write again.");
        }
        String name = text(page, "name", MAX_NAME);
        String message = text(page, "message", MAX_MESSAGE);
        entries.add(name, message, uploaded(page));
        page.redirect("/", HttpStatus.SEE_OTHER);
    }

    /** The proxy in front tells who asked, first; the address of the connection is the proxy's own. */
    private static String visitor(Context page) {
        String forwarded = page.header("X-Forwarded-For");
        return forwarded == null ? page.ip() : forwarded.split(",", 2)[0].strip();
    }

    private static String text(Context page, String field, int max) {
        String text = Optional.ofNullable(page.formParam(field)).orElse("").strip();
        if (text.isEmpty() || text.length() > max || text.indexOf('\0') >= 0) {
            throw new BadRequestResponse("A " + field + " has 1 to " + max + " characters.");
        }
        return text;
    }

    private Optional<String> uploaded(Context page) throws IOException {
        UploadedFile file = page.isMultipart() ? page.uploadedFile("picture") : null;
        if (file == null || file.size() == 0) {
            return Optional.empty(); // the field was left empty
        }
        try (InputStream content = file.content()) {
            return Optional.of(pictures.keep(content));
        }
    }

    private void picture(Context page) throws IOException {
        String name = page.pathParam("name");
        byte[] bytes = pictures.read(name).orElseThrow(NotFoundResponse::new);
        page.header("X-Content-Type-Options", "nosniff")
                .contentType(Pictures.contentType(name))
                .result(bytes);
    }

    private void delete(Context page) throws IOException, SQLException {
        byte[] key = Optional.ofNullable(page.formParam("key")).orElse("").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(key, moderatorKey)) { // takes as long for a wrong key as for the right one
            throw new ForbiddenResponse("Only the moderator can delete an entry.");
        }
        Optional<String> picture =
                entries.delete(page.pathParamAsClass("id", Long.class).get());
        if (picture.isPresent()) {
            pictures.delete(picture.get());
        }
        page.redirect("/", HttpStatus.SEE_OTHER);
    }
}
