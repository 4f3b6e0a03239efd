package dev.shuttle;

/** Where a service runs. */
public enum Isolation {
    /** As the server is set up. */
    DEFAULT,
    /** In a host JVM beside other services: cheap, for code that trusts its neighbours. */
    SHARED,
    /** In a host JVM of its own. */
    DEDICATED
}
