package com.example.notes;

import dev.shuttle.Postgres;
import dev.shuttle.ShuttleService;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** As start.spring.io makes them, with two annotations more: the database's address comes in SPRING_DATASOURCE_URL. */
@ShuttleService
@Postgres
@SpringBootApplication
public class NotesApp {
    public static void main(String[] args) {
        SpringApplication.run(NotesApp.class, args);
    }
}
