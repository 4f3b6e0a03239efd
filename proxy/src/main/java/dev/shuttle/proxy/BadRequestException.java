package dev.shuttle.proxy;

import io.netty.handler.codec.http.HttpResponseStatus;

/** A request that the proxy refuses; the connection is closed after the answer. The message is for the client. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient HttpResponseStatus status;

    BadRequestException(HttpResponseStatus status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    BadRequestException(String message) {
        this(HttpResponseStatus.BAD_REQUEST, message);
    }

    HttpResponseStatus status() {
        return status;
    }
}
