/** The composition root: settings in, a running control plane out. */
@NullMarked
package dev.shuttle.controlplane;

import org.jspecify.annotations.NullMarked;
