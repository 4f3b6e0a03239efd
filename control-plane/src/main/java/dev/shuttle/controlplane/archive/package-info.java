/**
 * Reads and unpacks what is uploaded: gzip and tar, within limits, and nothing outside the folder. Archives are hostile.
 * Start with {@link dev.shuttle.controlplane.archive.SourceArchive}.
 */
@NullMarked
package dev.shuttle.controlplane.archive;

import org.jspecify.annotations.NullMarked;
