package dev.shuttle.runtime.service;

/**
 * How a service in this JVM stands.
 *
 * @param state where it is in its life
 * @param port where it is to listen
 */
public record ServiceStatus(ServiceState state, int port) {}
