package dev.shuttle.controlplane.metrics;

/**
 * The process that serves a project.
 *
 * @param process the pid that all of its processes descend from; 0 if none runs, or if it is not a process of its own
 * @param restarts since the control plane started, after ends that were not asked for
 */
public record RunningProject(long process, long restarts) {}
