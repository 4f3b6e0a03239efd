package dev.shuttle.it;

import java.nio.file.Path;

/** This JVM, and the clone that it tests. */
final class Java {
    private Java() {}

    static String home() {
        return System.getProperty("java.home");
    }

    static String executable() {
        return tool("java");
    }

    static String tool(String name) {
        return Path.of(home(), "bin", name).toString();
    }

    /** The root of the clone. */
    static Path root() {
        return Path.of(System.getProperty("shuttle.root")).normalize();
    }

    /** The version under test. */
    static String version() {
        return System.getProperty("shuttle.version");
    }
}
