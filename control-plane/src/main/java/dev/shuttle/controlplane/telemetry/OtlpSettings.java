package dev.shuttle.controlplane.telemetry;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;

/**
 * Where spans and metrics are sent, and how many.
 *
 * @param endpoint the URL below which {@code /v1/traces} and {@code /v1/metrics} are
 * @param headers of each request, by which the collector knows us
 * @param every how long after one export of metrics the next is; zero: metrics are not exported
 * @param perSecond requests of a project that are recorded, at most; 0: none is
 */
public record OtlpSettings(URI endpoint, Map<String, String> headers, Duration every, int perSecond) {
    public OtlpSettings {
        headers = Map.copyOf(headers);
    }

    /** Of a signal; the query of the endpoint stays, since it may hold a token. */
    URI url(String signal) {
        String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath().replaceAll("/+$", "");
        String query = endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery();
        try {
            return new URI(endpoint.getScheme() + "://" + endpoint.getRawAuthority() + path + "/v1/" + signal + query);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a path was added to a valid URL", e);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
