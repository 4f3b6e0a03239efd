package com.example;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** As code.quarkus.io makes them: without a main class, and without an annotation. The port comes in QUARKUS_HTTP_PORT. */
@Path("/")
public class GreetingResource {
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String hello() {
        return "Hello from Quarkus on Shuttle\n";
    }
}
