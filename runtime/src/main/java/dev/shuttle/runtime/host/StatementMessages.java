package dev.shuttle.runtime.host;

import dev.shuttle.runtime.service.StatementSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Statements of a service, as its host tells of them in messages of type {@code statements}, a few in each. */
public final class StatementMessages {
    /** Also the field of a control plane's hello by which it takes them; others do not know the type. */
    public static final String TYPE = "statements";

    /** With the longest texts, encoded, they fit what a message of this type may have. */
    static final int MOST = 20;

    private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");

    private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");

    /** A day: what takes longer is no statement of a request. */
    private static final long LONGEST_NANOS = 86_400_000_000_000L;

    private StatementMessages() {}

    static Message of(List<StatementSpan> spans) {
        Message.Builder message = Message.builder(TYPE);
        message.put("count", spans.size());
        int at = 0;
        for (StatementSpan span : spans) {
            String prefix = at++ + ".";
            message.put(prefix + "trace", span.traceId());
            message.put(prefix + "span", span.spanId());
            message.put(prefix + "parent", span.parent());
            message.put(prefix + "start", span.startNanos());
            message.put(prefix + "nanos", span.nanos());
            message.put(prefix + "sql", span.statement());
            message.put(prefix + "failed", span.failed());
        }
        return message.build();
    }

    /** Reads what a host has sent, which need not be what ours send. */
    public static List<StatementSpan> read(Message message) throws RefusedMessageException {
        try {
            int count = Integer.parseInt(message.get("count"));
            if (count < 0 || count > MOST) {
                throw new RefusedMessageException("a message has " + count + " statements");
            }
            List<StatementSpan> spans = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                spans.add(span(message, i + "."));
            }
            return spans;
        } catch (NumberFormatException e) {
            throw new RefusedMessageException("a number in a statement is none");
        }
    }

    private static StatementSpan span(Message message, String prefix) throws RefusedMessageException {
        String sql = message.get(prefix + "sql");
        long nanos = Long.parseLong(message.get(prefix + "nanos"));
        long start = Long.parseLong(message.get(prefix + "start"));
        if (nanos < 0 || nanos > LONGEST_NANOS || start < 0 || start > Long.MAX_VALUE - nanos) {
            throw new RefusedMessageException("a statement took no time that there is");
        }
        return new StatementSpan(
                matching(TRACE_ID, message.get(prefix + "trace")),
                matching(SPAN_ID, message.get(prefix + "span")),
                matching(SPAN_ID, message.get(prefix + "parent")),
                start,
                nanos,
                sql.length() <= StatementSpan.LONGEST ? sql : sql.substring(0, StatementSpan.LONGEST),
                Boolean.parseBoolean(message.get(prefix + "failed")));
    }

    private static String matching(Pattern id, String text) throws RefusedMessageException {
        if (!id.matcher(text).matches()) {
            throw new RefusedMessageException("an id of a statement is none");
        }
        return text;
    }
}
