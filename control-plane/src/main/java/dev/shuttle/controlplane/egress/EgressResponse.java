package dev.shuttle.controlplane.egress;

import java.net.http.HttpHeaders;

/** The final answer of a server. */
public record EgressResponse<T>(int statusCode, HttpHeaders headers, T body) {}
