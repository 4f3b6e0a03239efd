/**
 * The way of a deploy: its states, the queue, the pipeline and its steps, and what serves at the end. Start with
 * {@link dev.shuttle.controlplane.deployment.Pipeline}; outside callers use
 * {@link dev.shuttle.controlplane.deployment.Deployments}.
 */
@NullMarked
package dev.shuttle.controlplane.deployment;

import org.jspecify.annotations.NullMarked;
