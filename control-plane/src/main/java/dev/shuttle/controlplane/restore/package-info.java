/**
 * One project of a backup, brought into a home that is in use. Start with
 * {@link dev.shuttle.controlplane.restore.ProjectRestore}.
 */
@NullMarked
package dev.shuttle.controlplane.restore;

import org.jspecify.annotations.NullMarked;
