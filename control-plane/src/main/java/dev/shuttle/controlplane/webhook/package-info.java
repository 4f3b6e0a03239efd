/**
 * Notices of what happens to deployments and backups, posted to receivers. Start at {@link
 * dev.shuttle.controlplane.webhook.Webhooks}; the notices come from the store's own commits, by {@link
 * dev.shuttle.controlplane.webhook.NoticeStore}.
 */
@NullMarked
package dev.shuttle.controlplane.webhook;

import org.jspecify.annotations.NullMarked;
