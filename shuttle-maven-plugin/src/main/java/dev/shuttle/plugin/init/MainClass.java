package dev.shuttle.plugin.init;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A class with a {@code main(String[])}.
 *
 * @param name its full name
 * @param file its source, UTF-8
 * @param at where its declaration begins there, annotations included; empty for the class of a Kotlin file, which takes
 *     no annotation
 */
public record MainClass(String name, Path file, OptionalInt at) {

    boolean isAnnotatable() {
        return at.isPresent();
    }

    boolean isJava() {
        return file.toString().endsWith(".java");
    }

    /** The change that annotates it: those of the resources that its file already names are left out. */
    Change annotated(String arguments, List<ProposedResource> resources) throws IOException {
        String before = Files.readString(file);
        List<String> missing = resources.stream()
                .map(ProposedResource::annotation)
                .filter(each -> !Pattern.compile("@(dev\\.shuttle\\.)?" + each + "\\b")
                        .matcher(before)
                        .find())
                .toList();
        String after = SourceText.of(file, before).annotated(at.getAsInt(), arguments, missing);
        return new Change(file, StandardCharsets.UTF_8, before, after);
    }
}
