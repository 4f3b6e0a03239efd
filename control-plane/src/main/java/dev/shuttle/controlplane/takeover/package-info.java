/**
 * One control plane takes the place of another on the same home, without a pause: {@link
 * dev.shuttle.controlplane.takeover.Takeover} is its side, {@link dev.shuttle.controlplane.takeover.Leaving} the other's.
 */
@NullMarked
package dev.shuttle.controlplane.takeover;

import org.jspecify.annotations.NullMarked;
