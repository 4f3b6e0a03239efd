/**
 * The bundled contents of the control plane's jar: a Maven, and a Maven repository with every {@code dev.shuttle}
 * artifact that an app's build or a host can ask for. Start with {@link dev.shuttle.controlplane.bundle.Bundle}.
 */
@NullMarked
package dev.shuttle.controlplane.bundle;

import org.jspecify.annotations.NullMarked;
