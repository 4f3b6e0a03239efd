/** A local port that leads to a resource of a project. Start reading at {@link dev.shuttle.plugin.tunnel.LocalPort}. */
@NullMarked
package dev.shuttle.plugin.tunnel;

import org.jspecify.annotations.NullMarked;
