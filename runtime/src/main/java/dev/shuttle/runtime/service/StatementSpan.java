package dev.shuttle.runtime.service;

/**
 * A statement that a service had its database execute for a request that is recorded.
 *
 * @param traceId of the request, 32 hexadecimal digits
 * @param spanId its own, 16 such digits
 * @param parent the id of the request's span
 * @param startNanos since 1970
 * @param nanos that it took
 * @param statement without values, of a bounded length
 * @param failed whether it threw
 */
public record StatementSpan(
        String traceId, String spanId, String parent, long startNanos, long nanos, String statement, boolean failed) {

    /** Characters of a statement. */
    public static final int LONGEST = 512;
}
