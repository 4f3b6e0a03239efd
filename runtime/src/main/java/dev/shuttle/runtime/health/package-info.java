/** Whether a service can take traffic: the one definition, for control planes and {@code shuttle:run}. */
@NullMarked
package dev.shuttle.runtime.health;

import org.jspecify.annotations.NullMarked;
