package dev.shuttle.plugin.init;

import java.nio.file.Path;

/**
 * A class with a {@code public static void main(String[])}.
 *
 * @param name its full name
 * @param file its source, UTF-8
 * @param at where its declaration begins there, annotations included
 */
public record MainClass(String name, Path file, int at) {}
