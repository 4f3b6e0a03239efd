package dev.shuttle.controlplane;

/**
 * How many connections API and proxy take. What is left of the file descriptors is the platform's own: for files, the
 * store, its servers and its processes, which must not be out of them because of somebody's connections.
 *
 * @param api connections to the API
 * @param proxy connections of clients, each with one to a service
 */
record ConnectionShares(int api, int proxy) {
    private static final long OWN_LEAST = 128;
    private static final long OWN_MOST = 2000;
    private static final int API_MOST = 2000;
    private static final int PROXY_MOST = 10_000;
    private static final int LEAST = 16;

    static ConnectionShares of(long descriptors) {
        long own = Math.max(OWN_LEAST, Math.min(OWN_MOST, descriptors / 4));
        long shared = Math.max(0, descriptors - own);
        int api = (int) Math.max(LEAST, Math.min(API_MOST, shared / 4));
        int proxy = (int) Math.max(LEAST, Math.min(PROXY_MOST, (shared - api) / 2));
        return new ConnectionShares(api, proxy);
    }
}
