/**
 * The records of the HTTP API, without logic, and its client. Names are those of the JSON. Start with
 * {@link dev.shuttle.protocol.Deployment}.
 */
@NullMarked
package dev.shuttle.protocol;

import org.jspecify.annotations.NullMarked;
