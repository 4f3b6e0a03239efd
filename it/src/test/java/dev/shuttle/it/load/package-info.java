/**
 * Mixed traffic on one project, each answer checked to its last byte, to find what is lost while versions change. Start
 * with {@link dev.shuttle.it.load.MixedLoad}.
 */
@NullMarked
package dev.shuttle.it.load;

import org.jspecify.annotations.NullMarked;
