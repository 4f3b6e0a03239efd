package dev.shuttle.protocol;

/**
 * A setting of how the proxy treats a project's requests.
 *
 * @param name such as {@code rate}, {@code redirect.www.example.com}, {@code user.alice}
 * @param value as it was set; {@code ***} for a password
 */
public record EdgeSetting(String name, String value) {}
