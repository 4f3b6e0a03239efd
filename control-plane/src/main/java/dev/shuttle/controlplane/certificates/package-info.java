/**
 * Certificates that come by ACME (RFC 8555): which names need one, when each is ordered and renewed, and how often is tried after a
 * refusal. Keys are encrypted in the store. Start with {@link dev.shuttle.controlplane.certificates.Certificates}.
 */
@NullMarked
package dev.shuttle.controlplane.certificates;

import org.jspecify.annotations.NullMarked;
