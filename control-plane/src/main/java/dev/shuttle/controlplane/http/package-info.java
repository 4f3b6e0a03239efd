/**
 * The common ground of API and console: one server, how a request is known, bounded and refused, and who may do what. Start
 * with {@link dev.shuttle.controlplane.http.HttpServer}; what is served is a {@link dev.shuttle.controlplane.http.Surface}.
 */
@NullMarked
package dev.shuttle.controlplane.http;

import org.jspecify.annotations.NullMarked;
