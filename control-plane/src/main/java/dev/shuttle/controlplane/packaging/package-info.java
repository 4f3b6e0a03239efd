/**
 * Reads in what a build has packaged how its program is run by the {@code java} command, and lays that out in files that
 * releases share. Start with {@link dev.shuttle.controlplane.packaging.Packaging}.
 */
@NullMarked
package dev.shuttle.controlplane.packaging;

import org.jspecify.annotations.NullMarked;
