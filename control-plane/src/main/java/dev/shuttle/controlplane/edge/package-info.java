/**
 * The settings of a project's edge, beside its domains: read ({@link EdgeSettings}), kept ({@link EdgeSettingStore}), and
 * made felt at once.
 */
@NullMarked
package dev.shuttle.controlplane.edge;

import org.jspecify.annotations.NullMarked;
