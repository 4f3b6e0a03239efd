/**
 * Deploys real apps with a real Maven, or by plain HTTP, to a real control plane in its own JVM: nothing of the product
 * is called in this process. Start with {@link dev.shuttle.it.ControlPlane} and {@link dev.shuttle.it.DeployIT}.
 */
@NullMarked
package dev.shuttle.it;

import org.jspecify.annotations.NullMarked;
