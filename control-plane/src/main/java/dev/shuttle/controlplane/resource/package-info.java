/**
 * The property of projects: resources, secrets, and what of them each deployment was given. Start with
 * {@link dev.shuttle.controlplane.resource.Resources}.
 */
@NullMarked
package dev.shuttle.controlplane.resource;

import org.jspecify.annotations.NullMarked;
