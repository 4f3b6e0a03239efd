package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A shell script that tries to read what it must not; a line for each thing that it could. */
final class Intrusion {
    private static final String FOUND = "FOUND ";
    private static final String SEARCHED = "SEARCHED";

    /** Made in the home by who can write there. */
    private static final String MARK = "intruded";

    private final String script;
    private final Path home;

    /** Looks into a home, its control plane's process, and what belongs to the deployment of {@code victim} in it. */
    Intrusion(ControlPlane server, String deployment) {
        this.home = server.home();
        this.script =
                """
                H=%1$s
                can_read() { head -c 1 "$1" > /dev/null 2>&1 && echo "FOUND $1"; }
                can_list() { d=$1; shift; ls "$d" 2> /dev/null | grep -q "$@" && echo "FOUND $d/"; }
                for f in admin.key master.key lock store/shuttle.mv.db folders/victim/default/private.txt \
                  releases/victim/%2$s/release.json hosts/%2$s/token hosts/%2$s/out hosts/%2$s/host.sh; do
                  can_read "$H/$f"
                done
                for d in store logs folders/victim releases/victim hosts/%2$s hosts/%2$s/run; do can_list "$H/$d" .; done
                for d in hosts folders releases repositories; do can_list "$H/$d" -e victim -e %2$s; done
                test -e "$H/hosts/%2$s/run/s" && echo "FOUND the socket"
                for p in %3$d $(cat "$H/hosts/%2$s/pid" 2> /dev/null); do
                  can_read /proc/$p/environ; can_list /proc/$p/fd .; can_list /proc/$p/root .
                done
                touch "$H/%4$s" 2> /dev/null
                echo SEARCHED
                """
                        .formatted(home, deployment, server.pid(), MARK);
    }

    String script() {
        return script;
    }

    /** It must have run to its end, and found nothing. */
    void foundNothing(String output) {
        assertTrue(output.contains(SEARCHED), output);
        assertEquals(List.of(), found(output));
        assertFalse(Files.exists(home.resolve(MARK)), "It could write to the home");
    }

    /** Runs it as who may read everything: what it finds now is what it could find. */
    void findsMuchAsOurselves() throws IOException {
        Process process =
                new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        List<String> found = found(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertTrue(found.size() > 15, () -> "It would find nothing anyway: " + found);
        assertTrue(Files.deleteIfExists(home.resolve(MARK)));
    }

    private static List<String> found(String output) {
        return output.lines()
                .map(line -> line.substring(Math.max(0, line.indexOf(FOUND))))
                .filter(line -> line.startsWith(FOUND))
                .toList();
    }
}
