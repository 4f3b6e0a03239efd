/**
 * The JDKs of this machine, and which of them a project is built with and runs on: the lowest that the project asks for,
 * then the one of the client's Maven, then the server's own. Start with {@link dev.shuttle.controlplane.jdk.Jdks}.
 */
@NullMarked
package dev.shuttle.controlplane.jdk;

import org.jspecify.annotations.NullMarked;
