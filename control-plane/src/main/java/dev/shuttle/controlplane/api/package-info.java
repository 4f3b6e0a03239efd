/** The HTTP API: requests in, calls to the capabilities, JSON out. Start with {@link dev.shuttle.controlplane.api.Routes}. */
@NullMarked
package dev.shuttle.controlplane.api;

import org.jspecify.annotations.NullMarked;
