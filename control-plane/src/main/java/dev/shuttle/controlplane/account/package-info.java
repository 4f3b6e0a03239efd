/** Who may call the API, and what they asked it for. */
@NullMarked
package dev.shuttle.controlplane.account;

import org.jspecify.annotations.NullMarked;
