package dev.shuttle.controlplane.certificates;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The authority, and who asks it.
 *
 * @param email of the account, where the authority writes to
 * @param trust a PEM file of the authorities that the directory's own certificate is trusted by; null: those of the JDK
 * @param dnsHook a program that sets DNS records for dns-01; null: there is none, and no wildcard
 */
public record AcmeSettings(String email, URI directory, @Nullable Path trust, @Nullable Path dnsHook) {}
