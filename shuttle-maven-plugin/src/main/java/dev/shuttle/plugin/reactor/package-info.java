/**
 * What of this Maven run the server's build is told: which module, which profiles and properties. Start with
 * {@link dev.shuttle.plugin.reactor.PassedOn}.
 */
@NullMarked
package dev.shuttle.plugin.reactor;

import org.jspecify.annotations.NullMarked;
