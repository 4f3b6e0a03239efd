/** Counts what passes through the proxy, for each project. */
@NullMarked
package dev.shuttle.controlplane.traffic;

import org.jspecify.annotations.NullMarked;
