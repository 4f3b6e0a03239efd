package dev.shuttle.proxy;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a trace, as W3C Trace Context has it.
 *
 * @param traceId 32 digits, hexadecimal, in lower case, not all zero
 * @param spanId 16 such digits
 * @param sampled whether it is recorded
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {
    /** The header. */
    static final String HEADER = "traceparent";

    /** The header that has no meaning without the other one. */
    static final String STATE = "tracestate";

    /** Of a version after 00 more may follow, which we do not know (section 4.3). */
    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private static final int LENGTH = 55;

    private static final int HEX = 16;

    /** Null: it is not valid, and has to be ignored. */
    static @Nullable TraceContext parse(String header) {
        Matcher matcher = FORM.matcher(header);
        if (!matcher.matches()
                || matcher.group(1).equals("ff")
                || (matcher.group(1).equals("00") && header.length() > LENGTH)) {
            return null;
        }
        int flags = Integer.parseInt(matcher.group(4), HEX);
        return new TraceContext(matcher.group(2), matcher.group(3), (flags & 1) == 1);
    }

    /** The first of a trace. */
    static TraceContext root() {
        return new TraceContext(digits() + digits(), digits(), true);
    }

    /** One below this one. */
    TraceContext child() {
        return new TraceContext(traceId, digits(), true);
    }

    /** As the header has it. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    /** Unique, not secret; never all zero. */
    private static String digits() {
        String digits = Long.toHexString(ThreadLocalRandom.current().nextLong() | 1);
        return "0".repeat(HEX - digits.length()) + digits;
    }
}
