package com.example;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

@Path("/")
@RequestScoped
public class GreetResource {

    @GET
    public String hello() {
        return "Hello from helidon-mp";
    }
}
