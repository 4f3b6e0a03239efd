/**
 * All of a home in one file, and back: while it is used, by a control plane that is asked over a socket, or while it
 * rests. Start with {@link dev.shuttle.controlplane.backup.Backup} and {@link dev.shuttle.controlplane.backup.Restore}.
 */
@NullMarked
package dev.shuttle.controlplane.backup;

import org.jspecify.annotations.NullMarked;
