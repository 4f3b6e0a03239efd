/**
 * Keeps what builds made: classes and plan of each release, and the libraries that releases share. Start with
 * {@link dev.shuttle.controlplane.release.Releases}.
 */
@NullMarked
package dev.shuttle.controlplane.release;

import org.jspecify.annotations.NullMarked;
