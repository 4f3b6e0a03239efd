/**
 * Loads a service into a class loader of its own, starts it, stops it and unloads it. Start with
 * {@link dev.shuttle.runtime.service.ServiceInstance}.
 */
@NullMarked
package dev.shuttle.runtime.service;

import org.jspecify.annotations.NullMarked;
