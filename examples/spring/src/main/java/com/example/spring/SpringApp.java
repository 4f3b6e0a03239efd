package com.example.spring;

import dev.shuttle.ShuttleService;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** As start.spring.io makes them, with one annotation more. Its port comes in SERVER_PORT. */
@ShuttleService
@SpringBootApplication
@RestController
public class SpringApp {
    public static void main(String[] args) {
        SpringApplication.run(SpringApp.class, args);
    }

    @GetMapping("/")
    String index() {
        return "Hello from Spring on Shuttle\n";
    }
}
