package dev.shuttle.resources.redis;

import dev.shuttle.os.Digests;
import dev.shuttle.os.LoopbackPorts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The configuration of a project's Redis, which it reads from its standard input. Holds hashes, no passwords. */
final class RedisConfiguration {
    /** We ourselves. */
    static final String ADMIN = "shuttle";

    static final int DATABASES = 64;

    /** A project that fills it gets errors on writing; the machine and its neighbours stay whole. */
    private static final String MAX_MEMORY = "512mb";

    private static final int MAX_CLIENTS = 1_000;

    /**
     * All of them: Spring Session, Spring Data and Redisson look for them when they start, and would switch them on by
     * CONFIG SET, with which a project would write files.
     */
    private static final String EVENTS = "KEA";

    private RedisConfiguration() {}

    static String text(RedisFolder folder, int port, boolean channels) {
        List<String> lines = new ArrayList<>(List.of(
                "bind " + LoopbackPorts.HOST,
                "port " + port,
                "dir \"" + escaped(folder.data().toString()) + "\"",
                "daemonize no",
                "databases " + DATABASES,
                "appendonly yes",
                "appendfsync everysec",
                "save \"\"",
                "maxmemory " + MAX_MEMORY,
                "maxmemory-policy noeviction",
                "maxclients " + MAX_CLIENTS,
                "notify-keyspace-events " + EVENTS));
        lines.add("user " + ADMIN + " on " + hash(folder.adminPassword()) + " ~* +@all" + (channels ? " &*" : ""));
        lines.add("user default on #" + folder.passwordHash() + " " + String.join(" ", rules(channels)));
        return String.join("\n", lines) + "\n";
    }

    /**
     * The ACL rules of the project: anything with its data, nothing with the server. With CONFIG SET, MODULE or DEBUG it
     * would write files and run programs as the user under whom all projects' servers run.
     */
    static List<String> rules(boolean channels) {
        List<String> rules = new ArrayList<>(List.of("~*", "+@all", "-@admin"));
        if (channels) {
            rules.add("&*");
        }
        for (String subcommand : List.of("setname", "getname", "id", "info", "list", "tracking", "caching")) {
            rules.add("+client|" + subcommand);
        }
        rules.add("+config|get"); // passwords are kept as hashes of users, which it does not tell
        return rules;
    }

    static String hash(String password) {
        return "#" + Digests.sha256Hex(password.getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
