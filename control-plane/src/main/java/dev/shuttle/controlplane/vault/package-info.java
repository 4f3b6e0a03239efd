/** Encrypts what must not lie in the store in clear. Start with {@link dev.shuttle.controlplane.vault.Vault}. */
@NullMarked
package dev.shuttle.controlplane.vault;

import org.jspecify.annotations.NullMarked;
