package dev.shuttle.controlplane.jdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An element of a pom, without attributes, comments and processing instructions. */
final class XmlElement {
    private final String name;
    private final StringBuilder text = new StringBuilder();
    private final List<XmlElement> children = new ArrayList<>();

    XmlElement(String name) {
        this.name = name;
    }

    void append(String more) {
        text.append(more);
    }

    void add(XmlElement child) {
        children.add(child);
    }

    String name() {
        return name;
    }

    String text() {
        return text.toString().strip();
    }

    List<XmlElement> children() {
        return children;
    }

    /** The elements at a path such as {@code build/plugins/plugin}. */
    Stream<XmlElement> at(String path) {
        Stream<XmlElement> found = Stream.of(this);
        for (String step : path.split("/", -1)) {
            found = found.flatMap(each -> each.children.stream().filter(child -> child.name.equals(step)));
        }
        return found;
    }

    /** The text of the first element at a path that has one. */
    Optional<String> textAt(String path) {
        return at(path).map(XmlElement::text).filter(each -> !each.isEmpty()).findFirst();
    }
}
