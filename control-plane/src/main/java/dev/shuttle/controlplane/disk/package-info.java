/** The space that each project takes on disk, part by part. Start reading at {@link dev.shuttle.controlplane.disk.ProjectDisk}. */
@NullMarked
package dev.shuttle.controlplane.disk;

import org.jspecify.annotations.NullMarked;
