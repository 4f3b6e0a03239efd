/**
 * With which key and by which way the control plane is reached. Start with
 * {@link dev.shuttle.plugin.connection.KeySources}.
 */
@NullMarked
package dev.shuttle.plugin.connection;

import org.jspecify.annotations.NullMarked;
