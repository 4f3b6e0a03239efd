/** The logs of deployments, from builds, services and the platform: written, kept within bounds, read, followed. */
@NullMarked
package dev.shuttle.controlplane.log;

import org.jspecify.annotations.NullMarked;
