/**
 * The JVM of a resident builder: it keeps Maven's container, with its plugins' class loaders, between the builds of one
 * project. Start with {@link dev.shuttle.builder.resident.ResidentMaven}.
 */
@NullMarked
package dev.shuttle.builder.resident;

import org.jspecify.annotations.NullMarked;
