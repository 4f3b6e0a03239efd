package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * An error's answer, {@code application/problem+json}, RFC 9457.
 *
 * @param type a URI that names the kind
 * @param title the kind in words
 * @param status the HTTP status
 * @param detail what was tried, why it failed, what to do next
 * @param requestId finds it in the server's log
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Problem(String type, String title, int status, String detail, String requestId) {}
