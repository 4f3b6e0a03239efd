/**
 * The contract of what runs services: what is known of a running service, and what starts, adopts and stops it, apart
 * from where it runs. Start with {@link dev.shuttle.controlplane.host.ServiceRunner}.
 */
@NullMarked
package dev.shuttle.controlplane.host;

import org.jspecify.annotations.NullMarked;
