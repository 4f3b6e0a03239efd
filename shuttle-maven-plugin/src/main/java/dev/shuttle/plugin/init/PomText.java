package dev.shuttle.plugin.init;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A pom as text, to which lines are added where they belong. Everything else in it stays as it is, byte by byte;
 * indentation and line ends are taken from it. Immutable.
 *
 * @param text well-formed, with a root element
 */
record PomText(String text) {

    /** As Maven's documentation has them; what is new goes behind what comes before it there. */
    private static final List<String> ORDER = List.of(
            "modelVersion",
            "parent",
            "groupId",
            "artifactId",
            "version",
            "packaging",
            "name",
            "description",
            "url",
            "inceptionYear",
            "organization",
            "licenses",
            "developers",
            "contributors",
            "mailingLists",
            "prerequisites",
            "modules",
            "scm",
            "issueManagement",
            "ciManagement",
            "distributionManagement",
            "properties",
            "dependencyManagement",
            "dependencies",
            "repositories",
            "pluginRepositories",
            "build",
            "reporting",
            "profiles");

    /**
     * With more lines in an element, which is made if it is not there.
     *
     * @param path the element's name below the root, such as {@code build/plugins}
     * @param lines indented by tabs, from none on
     */
    PomText with(String path, List<String> lines) {
        Element at = Element.root(text);
        List<String> missing = new ArrayList<>(List.of(path.split("/", -1)));
        for (Optional<Element> next = at.child(missing.get(0)); next.isPresent(); ) {
            at = next.get();
            missing.remove(0);
            next = missing.isEmpty() ? Optional.empty() : at.child(missing.get(0));
        }
        List<String> block = wrapped(missing, lines);
        boolean atRoot = missing.size() == path.split("/", -1).length;
        Optional<Element> before = atRoot ? before(at, missing.get(0)) : Optional.empty();
        String indent = indent(at) + unit();
        return new PomText(before.isPresent() ? behind(before.get(), block, indent) : atTheEndOf(at, block, indent));
    }

    private static List<String> wrapped(List<String> names, List<String> lines) {
        List<String> block = lines;
        for (int i = names.size() - 1; i >= 0; i--) {
            List<String> larger = new ArrayList<>();
            larger.add("<" + names.get(i) + ">");
            block.forEach(line -> larger.add("\t" + line));
            larger.add("</" + names.get(i) + ">");
            block = larger;
        }
        return block;
    }

    private static Optional<Element> before(Element root, String name) {
        int place = ORDER.indexOf(name);
        return root.children().stream()
                .filter(each -> ORDER.indexOf(each.name()) >= 0 && ORDER.indexOf(each.name()) < place)
                .max(Comparator.comparingInt(each -> ORDER.indexOf(each.name())));
    }

    /** A comment that ends the element's line belongs to it. */
    private String behind(Element element, List<String> block, String indent) {
        int lineEnd = text.indexOf('\n', element.end());
        int stop = lineEnd < 0 ? text.length() : lineEnd;
        String rest = text.substring(element.end(), stop).strip();
        boolean toLineEnd = rest.isEmpty() || (rest.startsWith("<!--") && rest.endsWith("-->"));
        int at = toLineEnd
                ? element.end()
                        + text.substring(element.end(), stop).stripTrailing().length()
                : element.end();
        String more = block.stream().map(line -> eol() + indented(line, indent)).collect(Collectors.joining());
        return text.substring(0, at) + more + (toLineEnd ? "" : eol() + indent) + text.substring(at);
    }

    private String atTheEndOf(Element element, List<String> block, String indent) {
        String lines =
                block.stream().map(line -> indented(line, indent) + eol()).collect(Collectors.joining());
        if (element.isSelfClosing()) {
            String tag = text.substring(element.start(), element.end()).replaceFirst("\\s*/>$", ">");
            return text.substring(0, element.start()) + tag + eol() + lines + indent(element) + "</" + element.name()
                    + ">" + text.substring(element.end());
        }
        int lineStart = text.lastIndexOf('\n', element.contentEnd() - 1) + 1;
        boolean alone = lineStart >= element.contentStart()
                && text.substring(lineStart, element.contentEnd()).isBlank();
        return alone
                ? text.substring(0, lineStart) + lines + text.substring(lineStart)
                : text.substring(0, element.contentEnd())
                        + eol()
                        + lines
                        + indent(element)
                        + text.substring(element.contentEnd());
    }

    private String indented(String line, String indent) {
        int tabs = 0;
        while (line.charAt(tabs) == '\t') {
            tabs++;
        }
        return indent + unit().repeat(tabs) + line.substring(tabs);
    }

    private String indent(Element element) {
        int lineStart = text.lastIndexOf('\n', element.start()) + 1;
        String before = text.substring(lineStart, element.start());
        return before.isBlank() ? before : "";
    }

    /** The indentation of the first element below the root. */
    private String unit() {
        Element root = Element.root(text);
        String first = root.children().isEmpty() ? "" : indent(root.children().get(0));
        return first.isEmpty() ? "  " : first;
    }

    private String eol() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }
}
