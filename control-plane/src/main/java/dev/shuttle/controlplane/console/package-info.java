/**
 * The web console: pages for the things that the API does, by the same rules of who may do what. Start with
 * {@link dev.shuttle.controlplane.console.ConsoleRoutes}; a page is a record, a template in {@code src/main/jte}, and a line
 * there.
 */
@NullMarked
package dev.shuttle.controlplane.console;

import org.jspecify.annotations.NullMarked;
