/**
 * The public reverse proxy. It takes a request's host to one version of one project and passes bytes both ways with back
 * pressure, never holding a whole body. Routes are an immutable map swapped by one atomic write; a request stays with the
 * version it started on, whose drain waits for it. A client connection, its requests and the upstream connections they
 * use live on one event loop, so nothing in an exchange needs a lock. Start with
 * {@link dev.shuttle.proxy.Proxy}, then {@code Http1Connection}, {@code Http2Connection} and {@code Exchange}.
 */
@NullMarked
package dev.shuttle.proxy;

import org.jspecify.annotations.NullMarked;
