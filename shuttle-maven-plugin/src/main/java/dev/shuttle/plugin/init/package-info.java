/**
 * Makes a new project from an example, and an existing one into one that can be deployed. Start with
 * {@link dev.shuttle.plugin.init.Template} and {@link dev.shuttle.plugin.init.Additions}.
 */
@NullMarked
package dev.shuttle.plugin.init;

import org.jspecify.annotations.NullMarked;
