/**
 * Arguments of this Maven run that are forwarded to the server's build: which module, which profiles and properties. Start with
 * {@link dev.shuttle.plugin.reactor.PassedOn}.
 */
@NullMarked
package dev.shuttle.plugin.reactor;

import org.jspecify.annotations.NullMarked;
