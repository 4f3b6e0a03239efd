package com.example.todo;

/** One thing to do. */
public record Todo(long id, String title, boolean done) {}
