package dev.shuttle.os;

import java.util.List;
import java.util.Map;

/** The environment of a program that must not see ours, where keys may be. */
public final class CleanEnvironment {

    private CleanEnvironment() {}

    /** The time zone that programs are given: ours, or UTC where none is set. */
    public static String timeZone() {
        return System.getenv().getOrDefault("TZ", "UTC");
    }

    /** Leaves PATH and TZ, and sets a locale that is the same everywhere. */
    public static void apply(ProcessBuilder builder) {
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("TZ"));
        environment.put("PATH", Executables.path());
        environment.put("LANG", "C.UTF-8");
    }
}
