/**
 * The client of the HTTP API: JDK only beside the records, every wait and every answer bounded, faults as one family
 * of exceptions whose messages are for people. Start with {@link dev.shuttle.protocol.client.ShuttleClient}.
 */
@NullMarked
package dev.shuttle.protocol.client;

import org.jspecify.annotations.NullMarked;
