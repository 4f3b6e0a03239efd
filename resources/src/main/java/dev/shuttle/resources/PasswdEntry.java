package dev.shuttle.resources;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A user of the machine; one with an entry in {@code /etc/passwd}, which initdb looks for.
 *
 * @param name as in the entry
 * @param uid never 0
 * @param gid of the first group
 */
record PasswdEntry(String name, int uid, int gid) {
    private static final Path PASSWD = Path.of("/etc/passwd");

    /** The server's own user and the others, as far as they exist, in this order. */
    static List<PasswdEntry> find(String server, List<String> others) throws IOException {
        List<PasswdEntry> all;
        try (Stream<String> lines = Files.lines(PASSWD, StandardCharsets.ISO_8859_1)) {
            all = lines.flatMap(line -> parse(line).stream()).toList();
        }
        return Stream.concat(Stream.of("shuttle-" + server), others.stream())
                .flatMap(name -> all.stream().filter(user -> user.name.equals(name)))
                .toList();
    }

    private static Optional<PasswdEntry> parse(String line) {
        String[] fields = line.split(":", -1);
        try {
            PasswdEntry user = new PasswdEntry(fields[0], Integer.parseInt(fields[2]), Integer.parseInt(fields[3]));
            return user.uid > 0 ? Optional.of(user) : Optional.empty();
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty(); // no entry, but a comment
        }
    }
}
