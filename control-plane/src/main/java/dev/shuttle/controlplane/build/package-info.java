/**
 * From an uploaded archive to a release: unpacks it, builds it with the carried Maven in a JVM of its own, and keeps what
 * was made. Archives and builds are hostile: what they leave is checked before it is used. Start with
 * {@link dev.shuttle.controlplane.build.Builder}.
 */
@NullMarked
package dev.shuttle.controlplane.build;

import org.jspecify.annotations.NullMarked;
