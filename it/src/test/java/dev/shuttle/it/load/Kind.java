package dev.shuttle.it.load;

import java.io.IOException;

/** One way to use a project over a connection. One object for each connection, used by one thread. */
interface Kind {
    String name();

    /**
     * Says one thing and checks all that comes back.
     *
     * @return how long to be silent then, in milliseconds; less than zero: the connection was closed as it should be
     * @throws IOException if something was lost; the message says what
     */
    long converse(HttpConnection connection) throws IOException, InterruptedException;

    /** Called before {@link #converse} is called with a connection for the first time. */
    default void begin(HttpConnection connection) throws IOException {}

    /** Called on a connection that is to be closed. */
    default void end(HttpConnection connection) throws IOException {}
}
