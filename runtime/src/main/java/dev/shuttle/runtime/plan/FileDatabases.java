package dev.shuttle.runtime.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds JDBC URLs of databases that are files in the working directory, which goes with its deployment. */
final class FileDatabases {
    private static final Pattern URL = Pattern.compile(
            "jdbc:(?:h2:(?:file:)?(?!mem:|tcp:|ssl:|zip:|file:)"
                    + "|sqlite:(?!:memory:|file::memory:)|hsqldb:file:|derby:(?!memory:|classpath:|//))[.~\\w-][^\\s\"'<>\\p{Cntrl};]{0,200}");

    private static final Set<String> CONFIGURATION = Set.of("properties", "yml", "yaml", "xml", "conf", "json");

    /** A larger file of configuration is data. */
    private static final int MAX_BYTES = 256 << 10;

    private static final int MAX_FOUND = 3;

    /** URL to the file that names it. */
    private final Map<String, String> found = new TreeMap<>();

    /** Looks at a file of configuration; at others not. */
    void look(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (CONFIGURATION.contains(extension) && Files.size(file) <= MAX_BYTES) {
            try (InputStream in = Files.newInputStream(file)) {
                look(name, in.readNBytes(MAX_BYTES));
            }
        }
    }

    void look(String name, byte[] content) {
        Matcher url = URL.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (found.size() < MAX_FOUND && url.find()) {
            found.putIfAbsent(url.group(), name);
        }
    }

    List<String> notes() {
        return found.entrySet().stream()
                .map(url -> url.getValue() + " names " + url.getKey()
                        + ": a file in the working directory or the home of the"
                        + " service, which is lost with the deployment. Keep data in @Postgres, or in a @Folder.")
                .toList();
    }
}
