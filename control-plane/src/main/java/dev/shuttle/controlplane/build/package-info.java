/**
 * Builds unpacked sources with the bundled Maven in a JVM of its own. Builds are hostile: what they leave is checked before
 * it is used. Start with {@link dev.shuttle.controlplane.build.Builder}.
 */
@NullMarked
package dev.shuttle.controlplane.build;

import org.jspecify.annotations.NullMarked;
