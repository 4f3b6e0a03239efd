/** The options of a service's JVM: the one definition, for control planes and {@code shuttle:run}. */
@NullMarked
package dev.shuttle.runtime.jvm;

import org.jspecify.annotations.NullMarked;
