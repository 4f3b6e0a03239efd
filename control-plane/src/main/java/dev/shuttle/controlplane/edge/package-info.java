/**
 * What a project's owner sets of the proxy, beside domains: read ({@link EdgeSettings}), kept ({@link EdgeSettingStore}), and
 * made felt at once.
 */
@NullMarked
package dev.shuttle.controlplane.edge;

import org.jspecify.annotations.NullMarked;
