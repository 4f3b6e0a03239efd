/** What builds, services and the platform itself say about a deployment: written, kept within bounds, read, followed. */
@NullMarked
package dev.shuttle.controlplane.log;

import org.jspecify.annotations.NullMarked;
