package dev.shuttle.runtime.host;

/** Where a host is in its life. */
public enum HostState {
    /** Nobody has told it what to start. */
    NEW,
    /** The service is starting. */
    STARTING,
    /** The service was started; whether it answers is for the control plane to find out. */
    RUNNING,
    /** The service failed; the host is about to exit. */
    FAILED,
    /** The service is closing; the host exits after it. */
    STOPPING
}
