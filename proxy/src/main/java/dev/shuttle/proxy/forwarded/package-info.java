/**
 * Who a client is, where another proxy stands before ours: the addresses that {@code SHUTTLE_TRUSTED_PROXIES} names are believed
 * about the client that they speak for, everybody else is not. Start with {@link
 * dev.shuttle.proxy.forwarded.TrustedProxies}.
 */
@NullMarked
package dev.shuttle.proxy.forwarded;

import org.jspecify.annotations.NullMarked;
