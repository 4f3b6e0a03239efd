/**
 * Runs inside the Maven of a builder's JVM, as a core extension ({@code -Dmaven.ext.class.path}), and reports what the
 * build made. Start with {@link dev.shuttle.builder.BuildReporter}.
 */
@NullMarked
package dev.shuttle.builder;

import org.jspecify.annotations.NullMarked;
