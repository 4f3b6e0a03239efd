package dev.shuttle.it.load;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The record of one connection: checks which version answered, and counts. Written by the connection's thread, read by any. */
final class ConnectionRecord {
    private final int connection;
    private final Versions versions;
    private volatile String last = "";
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong straddling = new AtomicLong();
    private final AtomicLong goodbyes = new AtomicLong();
    private final AtomicLong crossings = new AtomicLong();

    ConnectionRecord(int connection, Versions versions) {
        this.connection = connection;
        this.versions = versions;
    }

    /** Its number, unique in the load. */
    int connection() {
        return connection;
    }

    /** A request begins. */
    Set<String> begin() {
        return versions.allowed();
    }

    /** A request that began then was answered whole by that version. */
    void answer(Set<String> then, String label) throws IOException {
        versions.check(then, label);
        if (!versions.allowed().contains(label)) {
            straddling.incrementAndGet();
        }
        last = label;
        answers.incrementAndGet();
    }

    /** A WebSocket was told to go away; a message of ours may have crossed that. */
    void goodbye(boolean crossed) {
        goodbyes.incrementAndGet();
        crossings.addAndGet(crossed ? 1 : 0);
    }

    /** The version that answered last. */
    String last() {
        return last;
    }

    long answers() {
        return answers.get();
    }

    /** Answers that a version gave after it was replaced. */
    long straddling() {
        return straddling.get();
    }

    long goodbyes() {
        return goodbyes.get();
    }

    long crossings() {
        return crossings.get();
    }
}
