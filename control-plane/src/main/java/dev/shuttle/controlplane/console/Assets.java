package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.os.Digests;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The files that browsers load beside the pages, from our jar: named by its content, so that it is loaded once. Thread-safe. */
public final class Assets {
    private static final String FOLDER = "/META-INF/shuttle/";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final int HASH_LENGTH = 12;

    private final Map<String, Asset> byPath = new LinkedHashMap<>();
    private final Map<String, String> paths = new LinkedHashMap<>();

    private static final class Asset {
        private final String type;
        private final byte[] content;
        private final byte[] packed;

        Asset(String type, byte[] content) throws IOException {
            this.type = type;
            this.content = content;
            this.packed = packed(content);
        }
    }

    Assets() {}

    /** Read when they are asked for first: a start does not wait for them. */
    private synchronized void load() {
        if (!byPath.isEmpty()) {
            return;
        }
        try {
            add("pico.css", CSS, "console/pico/pico.min.css");
            add("htmx.js", JAVASCRIPT, "console/htmx/htmx.min.js");
            add("console.css", CSS, "console/console.css");
            add("uplot.js", JAVASCRIPT, "console/uplot/uPlot.iife.min.js");
            add("uplot.css", CSS, "console/uplot/uPlot.min.css");
            add("metrics.js", JAVASCRIPT, "console/metrics.js");
            add("log.js", JAVASCRIPT, "console/log.js");
            add("notice.js", JAVASCRIPT, "console/notice.js");
            add("copy.js", JAVASCRIPT, "console/copy.js");
            add("link.js", JAVASCRIPT, "console/link.js");
            add("icon.svg", "image/svg+xml", "console/icon.svg");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String name, String type, String file) throws IOException {
        byte[] content = content(file);
        int dot = name.lastIndexOf('.');
        String hash = Digests.sha256Hex(content).substring(0, HASH_LENGTH);
        String path = name.substring(0, dot) + "-" + hash + name.substring(dot);
        byPath.put(path, new Asset(type, content));
        paths.put(name, ConsoleRoutes.ASSETS + path);
    }

    private static byte[] content(String file) throws IOException {
        try (InputStream in = Assets.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IOException("The control plane's jar has no " + FOLDER + file + "; build it again.");
            }
            return in.readAllBytes();
        }
    }

    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return packed.toByteArray();
    }

    /** The address of a file. */
    public String path(String name) {
        load();
        @Nullable String path = paths.get(name);
        if (path == null) {
            throw new IllegalArgumentException("there is no asset " + name);
        }
        return path;
    }

    void handle(Context ctx) {
        load();
        @Nullable Asset asset = byPath.get(ctx.pathParam("path"));
        if (asset == null) {
            throw new ProblemException(404, "Not found", "There is no such file in this version of the console.");
        }
        ctx.header("Cache-Control", "public, max-age=31536000, immutable").header("Vary", "Accept-Encoding");
        @Nullable String accepted = ctx.header("Accept-Encoding");
        boolean gzip = accepted != null && accepted.toLowerCase(Locale.ROOT).contains("gzip");
        if (gzip) {
            ctx.header("Content-Encoding", "gzip");
        }
        byte[] body = gzip ? asset.packed : asset.content;
        ctx.res().setContentLength(body.length);
        ctx.contentType(asset.type).result(body);
    }
}
