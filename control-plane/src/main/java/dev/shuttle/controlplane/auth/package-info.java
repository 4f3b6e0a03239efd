/** Who may call the API, and what they asked it for. */
@NullMarked
package dev.shuttle.controlplane.auth;

import org.jspecify.annotations.NullMarked;
