package dev.shuttle.controlplane.sandbox;

/**
 * The limits of the processes of one group together.
 *
 * @param memory bytes, of files in memory too
 * @param processes processes and threads
 * @param weight of its share of a busy processor, beside 1024 of an ordinary group
 */
record GroupLimits(long memory, int processes, int weight) {

    /** A JVM has some tens of threads, and a service that blocks in each request some hundreds. */
    private static final int PROCESSES = 1024;

    private static final int PROCESSES_OF_SERVER = 8192;

    private static final long LEAST_OF_SERVER = 1L << 30;

    private static final int ORDINARY = 1024;

    /** Services take precedence over builds. */
    private static final int BEHIND = 256;

    static GroupLimits ofHost(long memory) {
        return new GroupLimits(memory, PROCESSES, ORDINARY);
    }

    /** A server that all services share: half of the machine, and a process for each of their connections. */
    static GroupLimits ofServer(long machine) {
        return new GroupLimits(Math.max(LEAST_OF_SERVER, machine / 2), PROCESSES_OF_SERVER, ORDINARY);
    }

    static GroupLimits ofBuild(long memory) {
        return new GroupLimits(memory, PROCESSES, BEHIND);
    }
}
