package dev.shuttle.plugin.init;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java source that gets the annotation and its import; the rest stays as it is.
 *
 * @param text of one file
 */
record SourceText(String text) {

    private static final String NAME = "dev.shuttle.ShuttleService";
    private static final Pattern IMPORT =
            Pattern.compile("^import\\s+(?!static\\s)([\\w.*]+)\\s*;.*$", Pattern.MULTILINE);
    private static final Pattern STATIC_IMPORT = Pattern.compile("^import\\s+static\\s", Pattern.MULTILINE);
    private static final Pattern PACKAGE = Pattern.compile("^package\\s+[\\w.]+\\s*;.*$", Pattern.MULTILINE);

    /**
     * Annotates a class.
     *
     * @param at where its declaration begins
     * @param arguments of the annotation, with their brackets; may be empty
     */
    String annotated(int at, String arguments) {
        int lineStart = text.lastIndexOf('\n', at - 1) + 1;
        String indent = text.substring(lineStart, at);
        boolean otherIsMeant =
                text.substring(0, at).matches("(?s).*import\\s+(?!dev\\.shuttle\\.)[\\w.]+\\.ShuttleService\\s*;.*");
        String annotation = "@" + (otherIsMeant ? NAME : "ShuttleService") + arguments;
        String head = text.substring(0, at);
        String imported = otherIsMeant || isImported(head) ? head : withImport(head);
        return imported + annotation + eol() + (indent.isBlank() ? indent : "") + text.substring(at);
    }

    private static boolean isImported(String head) {
        return IMPORT.matcher(head)
                .results()
                .anyMatch(each -> each.group(1).equals(NAME) || each.group(1).equals("dev.shuttle.*"));
    }

    /** In its place among imports that are sorted; behind the package's line, or above all, where there is none. */
    private String withImport(String head) {
        String line = "import " + NAME + ";";
        Matcher each = IMPORT.matcher(head);
        int behind = -1;
        int first = -1;
        while (each.find()) {
            first = first < 0 ? each.start() : first;
            behind = each.group(1).compareTo(NAME) < 0 ? each.end() : behind;
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
