/** Files, processes and ports, where the JDK alone is not enough. Depends on nothing else; start with {@link dev.shuttle.os.Trees}. */
@NullMarked
package dev.shuttle.os;

import org.jspecify.annotations.NullMarked;
