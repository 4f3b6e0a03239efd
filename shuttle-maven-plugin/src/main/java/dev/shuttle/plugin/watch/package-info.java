/**
 * Deploying on each saved change: which files have changed, what to do about it, and how Ctrl-C ends it. Start with
 * {@link dev.shuttle.plugin.watch.DeployLoop}.
 */
@NullMarked
package dev.shuttle.plugin.watch;

import org.jspecify.annotations.NullMarked;
