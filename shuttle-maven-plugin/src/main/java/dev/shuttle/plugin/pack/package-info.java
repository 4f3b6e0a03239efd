/**
 * Turns a folder into the archive that is uploaded: which files, in which form. The same files give the same bytes,
 * whenever and wherever they are packed. Start with {@link dev.shuttle.plugin.pack.SourceTree}.
 */
@NullMarked
package dev.shuttle.plugin.pack;

import org.jspecify.annotations.NullMarked;
