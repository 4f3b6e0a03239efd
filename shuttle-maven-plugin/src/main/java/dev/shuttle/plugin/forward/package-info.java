/**
 * Arguments of this Maven run that are forwarded to the server's build: which module, which profiles and properties. Start with
 * {@link dev.shuttle.plugin.forward.ForwardedArguments}.
 */
@NullMarked
package dev.shuttle.plugin.forward;

import org.jspecify.annotations.NullMarked;
