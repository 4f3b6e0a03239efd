/**
 * Runs services in the control plane's own process, for trying things out. Start with
 * {@link dev.shuttle.controlplane.host.embedded.EmbeddedRunner}.
 */
@NullMarked
package dev.shuttle.controlplane.host.embedded;

import org.jspecify.annotations.NullMarked;
