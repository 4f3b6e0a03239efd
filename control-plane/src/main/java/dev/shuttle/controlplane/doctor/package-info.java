/**
 * Looks at a machine and a home, before the first start and beside a running control plane, and changes nothing. Start
 * with {@link dev.shuttle.controlplane.doctor.Doctor}.
 */
@NullMarked
package dev.shuttle.controlplane.doctor;

import org.jspecify.annotations.NullMarked;
