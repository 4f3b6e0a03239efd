/**
 * Runs each service in a JVM of its own, which outlives the control plane. Start with
 * {@link dev.shuttle.controlplane.host.jvm.DedicatedRunner}.
 */
@NullMarked
package dev.shuttle.controlplane.host.jvm;

import org.jspecify.annotations.NullMarked;
