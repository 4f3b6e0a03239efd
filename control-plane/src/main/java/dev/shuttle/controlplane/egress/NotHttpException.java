package dev.shuttle.controlplane.egress;

import java.io.IOException;

/** The answer is not HTTP/1.1, or its head is too long. */
final class NotHttpException extends IOException {
    private static final long serialVersionUID = 1L;
}
