/** The {@code Procfile} of a project: what its {@code web} line says of the command that runs it. */
@NullMarked
package dev.shuttle.controlplane.procfile;

import org.jspecify.annotations.NullMarked;
