/** Java sources, read without compiling them. Start with {@link dev.shuttle.plugin.source.JavaSources}. */
@NullMarked
package dev.shuttle.plugin.source;

import org.jspecify.annotations.NullMarked;
