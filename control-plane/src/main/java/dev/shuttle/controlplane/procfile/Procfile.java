package dev.shuttle.controlplane.procfile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code Procfile} as Heroku defines it: lines of {@code TYPE: COMMAND}, of which {@code web} is the command of the
 * service.
 *
 * @param web the command; null if there is none that runs {@code java}
 * @param fault why the {@code web} line cannot be used; null if it can
 * @param notes sentences for the log of the deploy
 */
public record Procfile(@Nullable JavaCommand web, @Nullable String fault, List<String> notes) {
    private static final String NAME = "Procfile";
    private static final long MAX_BYTES = 64 * 1024;
    private static final Pattern LINE = Pattern.compile("\\s*([A-Za-z0-9_-]+)\\s*:\\s*(.*?)\\s*");
    private static final int SHOWN = 80;

    private static final String REMEDY =
            " Write `web: java OPTIONS -jar target/NAME.jar ARGUMENTS`, or choose by -Dshuttle.main=CLASS.";

    public Procfile {
        notes = List.copyOf(notes);
    }

    /** The file in the root of a project; says nothing if there is none. */
    public static Procfile in(Path root) throws IOException {
        Path file = root.resolve(NAME);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Procfile(null, null, List.of());
        }
        if (Files.size(file) > MAX_BYTES) {
            return faulty("The Procfile has more than " + (MAX_BYTES >> 10) + " KB." + REMEDY);
        }
        return of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }

    static Procfile of(String content) {
        List<String> others = new ArrayList<>();
        int number = 0;
        @Nullable Integer at = null;
        String command = "";
        for (String line : content.lines().toList()) {
            number++;
            Matcher matcher = LINE.matcher(line.replace("\uFEFF", ""));
            if (!matcher.matches()) {
                continue;
            }
            if (!matcher.group(1).equals("web")) {
                others.add(matcher.group(1));
            } else if (at == null) {
                at = number;
                command = matcher.group(2);
            }
        }
        return at == null ? withoutWeb(others) : web("Procfile, line " + at, command, others);
    }

    private static Procfile withoutWeb(List<String> others) {
        return new Procfile(
                null, null, List.of("The Procfile has no line `web: COMMAND`: it is not used." + ignored(others)));
    }

    private static Procfile web(String where, String command, List<String> others) {
        try {
            Optional<JavaCommand> web = JavaCommand.of(command);
            List<String> notes = new ArrayList<>();
            if (web.isEmpty()) {
                notes.add(where + ", `" + shown(command) + "`, does not run java: it is not used." + REMEDY);
            }
            if (!others.isEmpty()) {
                notes.add(ignored(others).strip());
            }
            return new Procfile(web.orElse(null), null, notes);
        } catch (IllegalArgumentException e) {
            return faulty(where + ", `" + shown(command) + "`, cannot be used: " + e.getMessage() + "." + REMEDY);
        }
    }

    private static Procfile faulty(String fault) {
        return new Procfile(null, fault, List.of());
    }

    private static String ignored(List<String> others) {
        return others.isEmpty()
                ? ""
                : " Of the Procfile only `web` is run, not " + shown(String.join(", ", others)) + ".";
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
