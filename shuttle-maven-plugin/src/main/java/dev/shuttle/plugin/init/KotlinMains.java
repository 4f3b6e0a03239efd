package dev.shuttle.plugin.init;

import dev.shuttle.plugin.source.SourceFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds main functions in Kotlin sources by their text: those of a file, which is the class {@code AppKt} for App.kt, and
 * those of objects and companions with {@code @JvmStatic}.
 */
final class KotlinMains {

    private static final Pattern MARK = Pattern.compile("fun\\s+main\\s*\\(");
    private static final Pattern MAIN = Pattern.compile(
            "\\bfun\\s+main\\s*\\(\\s*(?:\\)|(?:vararg\\s+\\w+\\s*:\\s*String|\\w+\\s*:\\s*Array\\s*<))");
    private static final Pattern SERVICE = Pattern.compile("@(?:dev\\.shuttle\\.)?ShuttleService\\b");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|object)\\s+(\\w+)");
    private static final Pattern PACKAGE = Pattern.compile("^\\s*package\\s+([\\w.]+)", Pattern.MULTILINE);
    private static final Pattern CLASS_NAME = Pattern.compile("@file:JvmName\\(\\s*(?:name\\s*=\\s*)?\"(\\w+)\"");

    private KotlinMains() {}

    static List<MainClass> in(List<Path> folders) throws IOException {
        List<MainClass> found = new ArrayList<>();
        for (Path file : SourceFiles.holding(".kt", MARK, folders)) {
            String source = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            KotlinText text = KotlinText.of(source);
            MAIN.matcher(text.code())
                    .results()
                    .map(main -> declared(file, source, text, main.start()))
                    .forEach(each -> each.ifPresent(found::add));
        }
        return found;
    }

    /** Whether a class there has the annotation. */
    static boolean haveService(List<Path> folders) throws IOException {
        for (Path file : SourceFiles.holding(".kt", SERVICE, folders)) {
            String source = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            if (SERVICE.matcher(KotlinText.of(source).code()).find()) {
                return true;
            }
        }
        return false;
    }

    private static Optional<MainClass> declared(Path file, String source, KotlinText text, int main) {
        Matcher named = PACKAGE.matcher(text.code());
        String prefix = named.find() ? named.group(1) + "." : "";
        if (text.depth(main) == 0) {
            return Optional.of(new MainClass(prefix + className(file, source), file, OptionalInt.empty()));
        }
        return text.statementBefore(main).contains("@JvmStatic")
                ? type(text, main)
                        .map(type -> new MainClass(
                                prefix + type.group(1), file, OptionalInt.of(lineOf(text.code(), type.start()))))
                : Optional.empty();
    }

    /** The outermost one around that place. */
    private static Optional<MatchResult> type(KotlinText text, int at) {
        return TYPE.matcher(text.code().substring(0, at))
                .results()
                .filter(each -> text.depth(each.start()) == 0)
                .reduce((first, last) -> last);
    }

    private static int lineOf(String code, int at) {
        return code.lastIndexOf('\n', at) + 1;
    }

    private static String className(Path file, String source) {
        Matcher given = CLASS_NAME.matcher(source);
        if (given.find()) {
            return given.group(1);
        }
        String name =
                String.valueOf(file.getFileName()).replaceFirst("\\.kt$", "").replaceAll("\\W", "_");
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + "Kt";
    }
}
