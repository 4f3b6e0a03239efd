/** Who may call the API. */
@NullMarked
package dev.shuttle.controlplane.account;

import org.jspecify.annotations.NullMarked;
