/** What the JDK lacks for files and folders. */
@NullMarked
package dev.shuttle.controlplane.file;

import org.jspecify.annotations.NullMarked;
