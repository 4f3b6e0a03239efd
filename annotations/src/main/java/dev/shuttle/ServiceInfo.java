package dev.shuttle;

import java.net.URI;

/**
 * Who and where the service is.
 *
 * @param project the project's name
 * @param deployment the id of this deployment
 * @param url the address at which the public reaches it
 * @param environment {@code deployed}, or {@code local} under {@code mvn shuttle:run}
 */
public record ServiceInfo(String project, String deployment, URI url, String environment) {}
