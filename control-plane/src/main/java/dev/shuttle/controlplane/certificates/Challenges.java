package dev.shuttle.controlplane.certificates;

import dev.shuttle.proxy.certificates.Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The proofs that authorities were asked to look at, for as long as they look: by host, and for http-01 by token. Thread-safe. */
final class Challenges {
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Certificate> certificates = new ConcurrentHashMap<>();

    void put(String host, String token, String answer) {
        answers.put(key(host, token), answer);
    }

    void remove(String host, String token) {
        answers.remove(key(host, token));
    }

    void put(String host, Certificate certificate) {
        certificates.put(host, certificate);
    }

    void remove(String host) {
        certificates.remove(host);
    }

    @Nullable
    String answer(String host, String token) {
        return answers.get(key(host, token));
    }

    @Nullable
    Certificate certificate(String host) {
        return certificates.get(host);
    }

    private static String key(String host, String token) {
        return host + "/" + token;
    }
}
