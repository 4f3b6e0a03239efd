/**
 * The main of a host JVM, and the messages between it and the control plane. Start with
 * {@link dev.shuttle.runtime.host.HostMain}.
 */
@NullMarked
package dev.shuttle.runtime.host;

import org.jspecify.annotations.NullMarked;
