package com.example.lib;

/** In a module of its own. */
public final class Greeting {
    private Greeting() {}

    public static String text() {
        return "reactor-app, version 1";
    }
}
