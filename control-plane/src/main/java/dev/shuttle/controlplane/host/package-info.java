/**
 * Starts, adopts, watches and stops what services run in. Start with {@link dev.shuttle.controlplane.host.Hosts}.
 */
@NullMarked
package dev.shuttle.controlplane.host;

import org.jspecify.annotations.NullMarked;
