package dev.shuttle.runtime.host;

import java.time.Duration;

/** Ends this JVM for certain: a shutdown hook of the app may hang, and nothing in it can hold this up. */
final class Halt {

    private Halt() {}

    /** In the background, unless the JVM has ended by then. */
    static void after(Duration patience, Runnable lastWords) {
        daemon("host-halt", () -> {
            try {
                Thread.sleep(patience.toMillis());
            } catch (InterruptedException e) {
                // Whatever interrupts this wants it to end.
            }
            try {
                lastWords.run();
            } finally {
                Runtime.getRuntime().halt(1);
            }
        });
    }

    /** A thread that does not keep the JVM alive. */
    static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
