package dev.shuttle.runtime.service;

/** Where a service is in its life. */
public enum ServiceState {
    /** It is being loaded, or its {@code main} has not returned what serves. */
    STARTING,
    /** It was started; whether it answers is for the control plane to find out. */
    RUNNING,
    /** It has failed. */
    FAILED,
    /** It is closing. */
    STOPPING
}
