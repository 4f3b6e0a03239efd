package dev.shuttle.controlplane.certificates;

import dev.shuttle.os.NewFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which certificates are missing and why, in a file of the home, for {@code doctor}. Thread-safe. */
public final class CertificateNotices {
    /** In the home, while there is one. */
    public static final String FILE = "certificate-notices";

    private static final Logger LOG = LoggerFactory.getLogger(CertificateNotices.class);

    private final Path file;
    private Map<String, String> written = Map.of();
    private boolean known;

    public CertificateNotices(Path home) {
        this.file = home.resolve(FILE);
    }

    /** None are ordered. */
    public void clear() {
        put(Map.of());
    }

    /** By name; those of before are replaced. */
    synchronized void put(Map<String, String> notices) {
        if (known && notices.equals(written)) {
            return;
        }
        try {
            if (notices.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                StringBuilder lines = new StringBuilder();
                new TreeMap<>(notices).forEach((name, text) -> lines.append(name)
                        .append(": ")
                        .append(text.replaceAll("\\s+", " "))
                        .append('\n'));
                NewFile.write(file, lines.toString());
            }
            written = Map.copyOf(notices);
            known = true;
        } catch (IOException e) {
            LOG.warn("{} could not be changed: {}", file, e.toString());
        }
    }
}
