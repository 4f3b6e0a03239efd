package dev.shuttle.protocol.client;

/** JSON as a control plane writes it. */
final class Samples {

    private Samples() {}

    static String deployment(String id, String state) {
        return "{\"id\":\"" + id + "\",\"project\":\"shop\",\"state\":\"" + state
                + "\",\"url\":\"http://shop.localhost:8000\",\"createdAt\":\"2026-01-01T00:00:00Z\",\"startedAt\":null,"
                + "\"finishedAt\":null,\"steps\":[],\"error\":null,\"digest\":null,\"git\":null,\"rollbackOf\":null}";
    }

    static String project(String name) {
        return "{\"name\":\"" + name + "\",\"url\":\"http://x.localhost:8000\",\"state\":\"running\",\"current\":null,"
                + "\"isolation\":\"dedicated\",\"createdAt\":\"2026-01-01T00:00:00Z\"}";
    }

    static String problem(int status, String detail) {
        return "{\"type\":\"about:blank\",\"title\":\"No\",\"status\":" + status + ",\"detail\":\"" + detail
                + "\",\"requestId\":\"r1\"}";
    }

    static String line(String text) {
        return "{\"at\":\"2026-01-01T00:00:00Z\",\"source\":\"build\",\"stream\":\"out\",\"line\":\"" + text + "\"}";
    }

    static String event(int id, String name, String data) {
        return "id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n";
    }
}
