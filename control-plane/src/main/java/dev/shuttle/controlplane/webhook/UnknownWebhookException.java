package dev.shuttle.controlplane.webhook;

import dev.shuttle.controlplane.fault.NotFoundException;

/** A project has no receiver. */
public final class UnknownWebhookException extends NotFoundException {
    private static final long serialVersionUID = 1L;

    UnknownWebhookException(String project) {
        super(
                "webhook",
                "The project " + project + " has no webhook; set one by PUT /projects/" + project + "/webhooks.");
    }
}
