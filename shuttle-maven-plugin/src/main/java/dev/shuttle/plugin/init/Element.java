package dev.shuttle.plugin.init;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * An element of a well-formed XML text, and where it stands there. Comments, CDATA and processing instructions are
 * passed over.
 *
 * @param name as it is written
 * @param start of its start tag
 * @param contentStart behind its start tag; the same as the end where the tag ends it too ({@code <a/>})
 * @param contentEnd before its end tag
 * @param end behind its end tag
 * @param children in their order
 */
record Element(String name, int start, int contentStart, int contentEnd, int end, List<Element> children) {

    /** The root of a document. */
    static Element root(String xml) {
        Deque<Element> open = new ArrayDeque<>();
        open.push(new Element("", 0, 0, xml.length(), xml.length(), new ArrayList<>()));
        for (int at = xml.indexOf('<'); at >= 0; ) {
            int end = tagEnd(xml, at);
            if (xml.startsWith("</", at)) {
                Element begun = open.pop();
                open.getFirst().children.add(begun.until(at, end));
            } else if (isStartTag(xml, at)) {
                Element begun = begin(xml, at, end);
                if (xml.charAt(end - 2) == '/') {
                    open.getFirst().children.add(begun.until(end, end));
                } else {
                    open.push(begun);
                }
            }
            at = xml.indexOf('<', end);
        }
        return open.getLast().children.get(0);
    }

    Optional<Element> child(String wanted) {
        return children.stream().filter(each -> each.name.equals(wanted)).findFirst();
    }

    boolean isSelfClosing() {
        return contentStart == end;
    }

    private static boolean isStartTag(String xml, int at) {
        char next = xml.charAt(at + 1);
        return next != '!' && next != '?';
    }

    private static Element begin(String xml, int start, int end) {
        int stop = start + 1;
        while ("/> \t\r\n".indexOf(xml.charAt(stop)) < 0) {
            stop++;
        }
        return new Element(xml.substring(start + 1, stop), start, end, end, end, new ArrayList<>());
    }

    private Element until(int newContentEnd, int newEnd) {
        return new Element(name, start, contentStart, newContentEnd, newEnd, children);
    }

    private static int tagEnd(String xml, int at) {
        if (xml.startsWith("<!--", at)) {
            return behind(xml, "-->", at);
        }
        if (xml.startsWith("<![CDATA[", at)) {
            return behind(xml, "]]>", at);
        }
        if (xml.startsWith("<?", at)) {
            return behind(xml, "?>", at);
        }
        char quote = 0;
        for (int i = at; i < xml.length(); i++) {
            char each = xml.charAt(i);
            if (quote == 0 && each == '>') {
                return i + 1;
            }
            if (each == quote) {
                quote = 0;
            } else if (quote == 0 && (each == '"' || each == '\'')) {
                quote = each;
            }
        }
        throw new IllegalArgumentException("not well-formed: a tag does not end");
    }

    private static int behind(String xml, String mark, int at) {
        int found = xml.indexOf(mark, at);
        if (found < 0) {
            throw new IllegalArgumentException("not well-formed: no " + mark);
        }
        return found + mark.length();
    }
}
