/**
 * Reads from bytecode which resources an app needs; nothing of the app is loaded or run. Start with
 * {@link dev.shuttle.runtime.plan.ServicePlan}.
 */
@NullMarked
package dev.shuttle.runtime.plan;

import org.jspecify.annotations.NullMarked;
