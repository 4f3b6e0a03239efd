/**
 * Containment of user code: accounts of the operating system, control groups, and a view of the files of
 * its own. Each where the machine has it. Start with {@link dev.shuttle.controlplane.sandbox.Sandbox}.
 */
@NullMarked
package dev.shuttle.controlplane.sandbox;

import org.jspecify.annotations.NullMarked;
