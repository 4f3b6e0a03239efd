package dev.shuttle.controlplane.deployment;

/** Which of the queue's workers take a deployment. Rollbacks and restarts do not wait for builds. */
enum Lane {
    /** It is built from sources. */
    BUILD,
    /** It starts a release that is kept. */
    RELEASE
}
