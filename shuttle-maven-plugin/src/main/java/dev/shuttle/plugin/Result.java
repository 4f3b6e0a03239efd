package dev.shuttle.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shuttle.plugin.local.OwnersFile;
import dev.shuttle.protocol.Json;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * How a goal tells what came out: as text through Maven's log, or as one JSON document on standard output; under {@code -q}
 * either is alone there. And into a file too, where one is asked for.
 *
 * @param form text, bare text or JSON
 * @param file gets the same, or null
 * @param log Maven's
 */
record Result(Form form, @Nullable Path file, Log log) {

    /** The forms. BARE is text without what Maven's log puts before each line, and also where that shows warnings only. */
    enum Form {
        TEXT,
        BARE,
        JSON;

        static Form parse(String text) throws MojoFailureException {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "text" -> TEXT;
                case "json" -> JSON;
                default -> throw new MojoFailureException("-Dshuttle.output must be text or json, not '" + text + "'.");
            };
        }
    }

    /**
     * The result as a user asks for it.
     *
     * @param output the form's name
     * @param file or null
     */
    static Result of(String output, @Nullable File file, Log log) throws MojoFailureException {
        Form form = Form.parse(output);
        return new Result(
                form == Form.TEXT && !log.isInfoEnabled() ? Form.BARE : form, file == null ? null : file.toPath(), log);
    }

    boolean isJson() {
        return form == Form.JSON;
    }

    /** Tells the result: text through the log, unless that is quiet. */
    void tell(Object document, List<String> lines) throws IOException {
        tell(document, lines, form == Form.BARE ? System.out::println : log::info, false);
    }

    /** Tells a result that is itself text to be read by programs: bare on standard output. */
    void print(Object document, List<String> lines) throws IOException {
        tell(document, lines, System.out::println, false);
    }

    /** Prints a result that is a secret: a file that gets it too can be read by its owner only. */
    void printSecret(Object document, List<String> lines) throws IOException {
        tell(document, lines, System.out::println, true);
    }

    private void tell(Object document, List<String> lines, Consumer<String> out, boolean secret) throws IOException {
        List<String> told = isJson() ? List.of(json(document)) : lines;
        if (file != null) {
            save(file.toAbsolutePath(), told, secret);
        }
        told.forEach(isJson() ? System.out::println : out);
    }

    private static void save(Path file, List<String> lines, boolean secret) throws IOException {
        try {
            Files.createDirectories(file.getParent());
            if (secret) {
                OwnersFile.create(file);
            }
            Files.write(file, lines);
        } catch (IOException fault) {
            throw new IOException("cannot write the result to " + file + " (" + fault + ")", fault);
        }
    }

    private static String json(Object document) throws JsonProcessingException {
        return Json.MAPPER.writeValueAsString(document);
    }
}
