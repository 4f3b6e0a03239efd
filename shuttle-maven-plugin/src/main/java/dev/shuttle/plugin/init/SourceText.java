package dev.shuttle.plugin.init;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A source in Java or Kotlin that gets annotations and their imports; the rest stays as it is.
 *
 * @param text of one file
 * @param end of an import
 */
record SourceText(String text, String end) {

    private static final String PREFIX = "dev.shuttle.";
    private static final Pattern IMPORT = Pattern.compile("^import\\s+(?!static\\s)([\\w.*]+).*$", Pattern.MULTILINE);
    private static final Pattern STATIC_IMPORT = Pattern.compile("^import\\s+static\\s", Pattern.MULTILINE);
    private static final Pattern PACKAGE = Pattern.compile("^package\\s+[\\w.]+.*$", Pattern.MULTILINE);

    static SourceText of(Path file, String text) {
        return new SourceText(text, file.toString().endsWith(".kt") ? "" : ";");
    }

    /**
     * Annotates a class as the service.
     *
     * @param at where its declaration begins
     * @param arguments of the annotation, with their brackets; may be empty
     * @param more simple names of annotations without arguments
     */
    String annotated(int at, String arguments, List<String> more) {
        int lineStart = text.lastIndexOf('\n', at - 1) + 1;
        String indent = text.substring(lineStart, at);
        String head = text.substring(0, at);
        StringBuilder annotations = new StringBuilder();
        for (String name :
                Stream.concat(Stream.of("ShuttleService"), more.stream()).toList()) {
            boolean otherIsMeant = isOfAnotherPackage(head, name);
            annotations
                    .append('@')
                    .append(otherIsMeant ? PREFIX + name : name)
                    .append(name.equals("ShuttleService") ? arguments : "")
                    .append(eol())
                    .append(indent.isBlank() ? indent : "");
            head = otherIsMeant || isImported(head, PREFIX + name) ? head : withImport(head, PREFIX + name);
        }
        return head + annotations + text.substring(at);
    }

    private static boolean isOfAnotherPackage(String head, String name) {
        return IMPORT.matcher(head)
                .results()
                .map(each -> each.group(1))
                .anyMatch(each -> each.endsWith("." + name) && !each.equals(PREFIX + name));
    }

    private static boolean isImported(String head, String name) {
        return IMPORT.matcher(head)
                .results()
                .map(each -> each.group(1))
                .anyMatch(each -> each.equals(name) || each.equals(PREFIX + "*"));
    }

    /** In its place among imports that are sorted; behind the package's line, or above all, where there is none. */
    private String withImport(String head, String name) {
        String line = "import " + name + end;
        Matcher each = IMPORT.matcher(head);
        int behind = -1;
        int first = -1;
        while (each.find()) {
            first = first < 0 ? each.start() : first;
            behind = each.group(1).compareTo(name) < 0 ? each.end() : behind;
        }
        if (behind >= 0) {
            return head.substring(0, behind) + eol() + line + head.substring(behind);
        }
        if (first >= 0) {
            return head.substring(0, first) + line + eol() + head.substring(first);
        }
        return withFirstImport(head, line);
    }

    private String withFirstImport(String head, String line) {
        Matcher here = PACKAGE.matcher(head);
        int start = here.find() ? here.end() : 0;
        if (start == 0) {
            Matcher others = STATIC_IMPORT.matcher(head);
            int at = others.find() ? others.start() : 0;
            return head.substring(0, at) + line + eol() + eol() + head.substring(at);
        }
        return head.substring(0, start) + eol() + eol() + line + head.substring(start);
    }

    private String eol() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }
}
