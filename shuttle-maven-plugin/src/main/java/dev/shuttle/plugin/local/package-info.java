/**
 * A service on this machine: its resources under {@code .shuttle/} of the project, and a JVM of its own that ends with
 * Maven. Start with {@link dev.shuttle.plugin.local.LocalRun}.
 */
@NullMarked
package dev.shuttle.plugin.local;

import org.jspecify.annotations.NullMarked;
