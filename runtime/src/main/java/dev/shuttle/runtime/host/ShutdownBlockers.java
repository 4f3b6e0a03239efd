package dev.shuttle.runtime.host;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The threads that keep a service from ending, for the log before it is killed. */
final class ShutdownBlockers {
    /** The first few tell the cause; a pool of hundreds would tell it hundreds of times. */
    private static final int MOST_THREADS = 20;

    private static final List<String> NOT_THE_APP =
            List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "dev.shuttle.runtime.");

    private ShutdownBlockers() {}

    /** A line a thread that runs the service's own code: its name and where in that code it is. */
    static List<String> threads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .flatMap(thread -> line(thread).stream())
                .sorted()
                .limit(MOST_THREADS)
                .toList();
    }

    private static Optional<String> line(Map.Entry<Thread, StackTraceElement[]> thread) {
        return Arrays.stream(thread.getValue())
                .filter(frame -> NOT_THE_APP.stream().noneMatch(frame.getClassName()::startsWith))
                .findFirst()
                .map(frame -> "thread " + thread.getKey().getName() + " at " + withoutLoader(frame));
    }

    /** As a stack trace of an exception shows it: without the name of the class path's loader. */
    private static String withoutLoader(StackTraceElement frame) {
        return frame.toString().replaceFirst("^app//", "");
    }
}
