/**
 * Spans and metrics to a collector of the operator's, by OTLP over HTTP; the only place for OpenTelemetry's classes. Nothing
 * here is made without the setting. Start reading at {@link Telemetry}.
 */
@NullMarked
package dev.shuttle.controlplane.telemetry;

import org.jspecify.annotations.NullMarked;
