/**
 * Finds a project's name before anything is built, by parsing. Start with
 * {@link dev.shuttle.plugin.name.ProjectNaming}.
 */
@NullMarked
package dev.shuttle.plugin.name;

import org.jspecify.annotations.NullMarked;
