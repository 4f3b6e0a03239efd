/** The control plane's own store: opened, migrated, closed. SQL stands here and in the {@code *Store} classes only. */
@NullMarked
package dev.shuttle.controlplane.database;

import org.jspecify.annotations.NullMarked;
