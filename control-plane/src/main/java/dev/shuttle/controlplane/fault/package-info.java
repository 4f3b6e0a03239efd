/**
 * The three kinds of refusal that a caller can act on. Capabilities throw them, or types of their own that extend them; they
 * know no HTTP. Only the API turns them into answers.
 */
@NullMarked
package dev.shuttle.controlplane.fault;

import org.jspecify.annotations.NullMarked;
