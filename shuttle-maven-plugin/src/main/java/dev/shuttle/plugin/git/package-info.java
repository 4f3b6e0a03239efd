/** The git commit and branch of the uploaded sources. Start with {@link dev.shuttle.plugin.git.Checkout}. */
@NullMarked
package dev.shuttle.plugin.git;

import org.jspecify.annotations.NullMarked;
