package dev.shuttle.proxy;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/** An answer of the proxy's own. */
interface OwnAnswer {
    HttpResponseStatus status();

    /** For the one who asked; may be empty. */
    String text();

    /** Without a body for HEAD, but with its length. */
    FullHttpResponse toResponse(@Nullable String accept, boolean head);
}
