/** What git says of the sources that are uploaded. Start with {@link dev.shuttle.plugin.git.Checkout}. */
@NullMarked
package dev.shuttle.plugin.git;

import org.jspecify.annotations.NullMarked;
