/** The goals: parameters in, one call, text out. */
@NullMarked
package dev.shuttle.plugin;

import org.jspecify.annotations.NullMarked;
