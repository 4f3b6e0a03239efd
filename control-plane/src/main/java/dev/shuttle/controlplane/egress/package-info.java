/** Connections to the outside. Start at {@link dev.shuttle.controlplane.egress.Egress}. */
@NullMarked
package dev.shuttle.controlplane.egress;

import org.jspecify.annotations.NullMarked;
