package dev.shuttle.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A message as one side has read it, with its body free of framing.
 *
 * @param head with the empty line; empty where there was none
 * @param body with trailers behind a bar, and !cut where it broke off
 */
record RawMessage(String head, String body) {
    /** Added by the proxy. */
    private static final Pattern ADDED =
            Pattern.compile("(?im)^(x-forwarded-(for|proto|host|port)|x-request-id):.*\r\n");

    static RawMessage request(String head, InputStream in) {
        return of(head, in, false);
    }

    /** Of a request with that method; {@code closed} by nothing but the connection's end where nothing else ends it. */
    static RawMessage answer(String head, InputStream in, boolean toHead) {
        int status = status(head);
        return toHead || status / 100 == 1 || status == 204 || status == 304
                ? new RawMessage(head, "")
                : of(head, in, true);
    }

    private static RawMessage of(String head, InputStream in, boolean untilEnd) {
        StringBuilder body = new StringBuilder();
        String lower = head.toLowerCase(Locale.ROOT);
        try {
            if (lower.contains("\r\ntransfer-encoding:")) {
                chunks(in, body);
            } else if (lower.contains("\r\ncontent-length:")) {
                String length = lower.replaceAll("(?s).*\r\ncontent-length:\\s*([0-9]*).*", "$1");
                take(in, Integer.parseInt(length), body);
            } else if (untilEnd) {
                body.append(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        } catch (IOException | NumberFormatException e) {
            body.append("!cut");
        }
        return new RawMessage(head, body.toString());
    }

    private static void chunks(InputStream in, StringBuilder body) throws IOException {
        while (true) {
            String size = line(in);
            int length = Integer.parseInt(size.replaceAll(";.*", ""), 16);
            if (length == 0) {
                break;
            }
            take(in, length, body);
            if (!line(in).isEmpty()) {
                throw new IOException("no end of a chunk");
            }
        }
        for (String trailer = line(in); !trailer.isEmpty(); trailer = line(in)) {
            body.append('|').append(trailer);
        }
    }

    private static void take(InputStream in, int length, StringBuilder into) throws IOException {
        byte[] bytes = in.readNBytes(length);
        into.append(new String(bytes, StandardCharsets.ISO_8859_1));
        if (bytes.length < length) {
            throw new IOException("it ends");
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0) {
                throw new IOException("it ends");
            }
            line.append((char) each);
        }
        return line.substring(0, Math.max(0, line.length() - 1));
    }

    static int status(String head) {
        try {
            return Integer.parseInt(head.substring(9, 12));
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            return 0;
        }
    }

    /** One line, without what the proxy adds; of a page of its own, the status. A body that broke off has no bytes: how many came is by chance. */
    String written() {
        if (body.startsWith("<!doctype html>")) {
            return head.substring(0, head.indexOf("\r\n")) + " {page}";
        }
        String kept = ADDED.matcher(head).replaceAll("");
        int end = kept.indexOf("\r\n");
        String text = kept.substring(0, end + 2) + names(kept.substring(end + 2));
        return Corpus.written(text + (body.endsWith("!cut") ? "!cut" : body));
    }

    private static String names(String headers) {
        return Pattern.compile("(?m)^[^:\r\n]+:").matcher(headers).replaceAll(name -> name.group()
                .toLowerCase(Locale.ROOT));
    }
}
