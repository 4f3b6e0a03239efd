package dev.shuttle.proxy;

import java.nio.file.Path;
import java.util.List;

class HaproxyCorpusTest extends PeerCorpusTest {
    @Override
    String name() {
        return "haproxy";
    }

    @Override
    String version() {
        return "version 2.6.";
    }

    @Override
    String configuration(int port, int service, int gone) {
        return """
                global
                  maxconn 200
                  nbthread 1
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 3s
                  timeout server 3s
                  timeout http-request 2s
                  timeout http-keep-alive 75s
                frontend corpus
                  bind 127.0.0.1:%1$d
                  acl service hdr(host),field(1,:) -i a.test
                  acl stopped hdr(host),field(1,:) -i stopped.test
                  acl gone hdr(host),field(1,:) -i gone.test
                  acl small hdr(host),field(1,:) -i small.test
                  http-request return status 503 if stopped
                  http-request return status 404 if !service !gone !small
                  use_backend gone if gone
                  use_backend small if small
                  default_backend service
                backend service
                  server s 127.0.0.1:%2$d
                backend small
                  option http-buffer-request
                  http-request deny deny_status 413 if { req.body_size gt 10 }
                  server s 127.0.0.1:%2$d
                backend gone
                  server s 127.0.0.1:%3$d
                """
                .formatted(port, service, gone);
    }

    @Override
    List<String> command(String program, Path configuration) {
        return List.of(program, "-db", "-f", configuration.toString());
    }
}
