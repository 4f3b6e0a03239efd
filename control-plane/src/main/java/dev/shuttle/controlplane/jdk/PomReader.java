package dev.shuttle.controlplane.jdk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads poms, which are hostile: no entity is resolved, nothing is fetched, and what is too long or too deep is not read.
 * Maven says better what is wrong with one; so whatever cannot be read is as if it were not there.
 */
final class PomReader {
    private static final long MAX_BYTES = 1L << 20;
    private static final int MAX_DEPTH = 64;

    private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();

    PomReader() {
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    }

    /** The element {@code project}. */
    Optional<XmlElement> read(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(file)) {
                return Optional.of(read(in));
            }
        } catch (IOException | XMLStreamException e) {
            return Optional.empty();
        }
    }

    private XmlElement read(InputStream in) throws XMLStreamException {
        XMLStreamReader reader = factory.createXMLStreamReader(in);
        try {
            return tree(reader);
        } finally {
            reader.close();
        }
    }

    private static XmlElement tree(XMLStreamReader reader) throws XMLStreamException {
        XmlElement document = new XmlElement("");
        Deque<XmlElement> open = new ArrayDeque<>();
        open.push(document);
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (open.size() > MAX_DEPTH) {
                    throw new XMLStreamException("deeper than " + MAX_DEPTH);
                }
                XmlElement element = new XmlElement(reader.getLocalName());
                open.element().add(element);
                open.push(element);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open.pop();
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                open.element().append(reader.getText());
            }
        }
        return document.at("project").findFirst().orElseThrow(() -> new XMLStreamException("not a project"));
    }
}
