package com.example;

/** The line that changes. */
public final class Text {
    private Text() {}

    public static String text() {
        return "three-modules, version 1";
    }
}
