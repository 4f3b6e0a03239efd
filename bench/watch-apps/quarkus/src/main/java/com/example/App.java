package com.example;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

@Path("/")
public class App {
    @GET
    public String index() {
        return "Hello, version 1";
    }
}
