package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A host name of the user's own at which a project answers too.
 *
 * @param host in lower case, without port
 * @param url where it is reached, once its DNS leads to the server
 * @param createdAt when it was added
 * @param certificate how it stands with its certificate; null: the server orders none
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Domain(String host, URI url, Instant createdAt, @Nullable DomainCertificate certificate) {}
