/**
 * The kinds of infrastructure that a service can ask for: real servers that are brought along or the operator's own, and
 * what makes a project's share in them. Start with {@link dev.shuttle.resources.Provisioner}.
 */
@NullMarked
package dev.shuttle.resources;

import org.jspecify.annotations.NullMarked;
