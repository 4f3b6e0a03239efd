package dev.shuttle.proxy;

/** The life of a proxy, in order. */
enum Phase {
    SERVING,
    /** Another process has the listeners: each connection's next answer is its last, and one without a request may yet send one. */
    LEAVING,
    /** Answers in work may end; whatever is idle is closed. */
    STOPPING
}
