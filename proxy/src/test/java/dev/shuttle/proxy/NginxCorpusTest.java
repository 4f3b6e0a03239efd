package dev.shuttle.proxy;

import java.nio.file.Path;
import java.util.List;

class NginxCorpusTest extends PeerCorpusTest {
    @Override
    String name() {
        return "nginx";
    }

    @Override
    String version() {
        return "nginx/1.22.";
    }

    @Override
    String configuration(int port, int service, int gone) {
        return """
                daemon off;
                worker_processes 1;
                pid nginx.pid;
                events {}
                http {
                  access_log off;
                  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
                  client_header_timeout 2s; client_body_timeout 3s; keepalive_timeout 75s;
                  client_max_body_size 0;
                  upstream service { server 127.0.0.1:%2$d; keepalive 8; }
                  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
                  proxy_http_version 1.1;
                  proxy_set_header Host $http_host;
                  proxy_set_header Upgrade $http_upgrade;
                  proxy_set_header Connection $connection_upgrade;
                  proxy_read_timeout 3s;
                  proxy_request_buffering off;
                  proxy_buffering off;
                  server { listen 127.0.0.1:%1$d default_server; return 404; }
                  server { listen 127.0.0.1:%1$d; server_name a.test; location / { proxy_pass http://service; } }
                  server { listen 127.0.0.1:%1$d; server_name small.test; client_max_body_size 10;
                           location / { proxy_pass http://service; } }
                  server { listen 127.0.0.1:%1$d; server_name stopped.test; return 503; }
                  server { listen 127.0.0.1:%1$d; server_name gone.test; location / { proxy_pass http://127.0.0.1:%3$d; } }
                }
                """
                .formatted(port, service, gone);
    }

    @Override
    List<String> command(String program, Path configuration) {
        return List.of(program, "-p", folder + "/", "-c", configuration.toString(), "-e", folder + "/error.log");
    }
}
