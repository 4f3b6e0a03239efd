package com.example;

import dev.shuttle.Secret;
import dev.shuttle.ShuttleService;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.websocket.WsMessageContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Every kind of traffic; each answer says which version gave it, with which secret, and to what. */
@ShuttleService(health = "/health")
public class App {
    private static final int PART = 32 * 1024;

    private final String label;

    private App(String mood) {
        this.label = "version 1, " + (mood == null ? "calm" : mood);
    }

    public static Javalin main(@Secret(value = "MOOD", required = false) String mood) {
        App app = new App(mood);
        return Javalin.create(config -> {
            config.jetty.modifyWebSocketServletFactory(sockets -> sockets.setMaxTextMessageSize(1 << 20));
            config.routes.get("/health", ctx -> ctx.result("ok"));
            config.routes.get("/echo/<rest>", app::echo);
            config.routes.post("/digest", app::digest);
            config.routes.get("/download", app::download);
            config.routes.ws("/socket", socket -> socket.onMessage(app::reply));
        });
    }

    private void echo(Context ctx) {
        ctx.result(label + ": " + ctx.path() + "?" + ctx.queryString());
    }

    private void digest(Context ctx) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] part = new byte[PART];
        InputStream body = ctx.req().getInputStream();
        for (int read = body.read(part); read >= 0; read = body.read(part)) {
            digest.update(part, 0, read);
        }
        ctx.result(label + ": " + HexFormat.of().formatHex(digest.digest()));
    }

    /** Bytes that follow from the seed, in that many parts with a pause after each. */
    private void download(Context ctx) throws IOException, InterruptedException {
        int parts = Integer.parseInt(ctx.queryParam("parts"));
        long pause = Long.parseLong(ctx.queryParam("pause"));
        SplittableRandom random = new SplittableRandom(Long.parseLong(ctx.queryParam("seed")));
        ctx.header("X-Label", label);
        if (ctx.queryParam("chunked") == null) {
            ctx.res().setContentLengthLong((long) parts * PART);
        }
        OutputStream out = ctx.res().getOutputStream();
        byte[] part = new byte[PART];
        for (int i = 0; i < parts; i++) {
            random.nextBytes(part);
            out.write(part);
            out.flush();
            Thread.sleep(pause);
        }
    }

    private void reply(WsMessageContext ctx) {
        ctx.send(label + ": " + ctx.message());
    }
}
