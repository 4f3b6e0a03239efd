/**
 * Directories that outlive deployments. Start with {@link dev.shuttle.resources.folder.Folders}.
 */
@NullMarked
package dev.shuttle.resources.folder;

import org.jspecify.annotations.NullMarked;
