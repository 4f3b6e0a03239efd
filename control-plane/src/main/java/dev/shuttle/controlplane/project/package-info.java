/** The projects of a control plane: their names, addresses and states. */
@NullMarked
package dev.shuttle.controlplane.project;

import org.jspecify.annotations.NullMarked;
