package dev.shuttle.controlplane.build;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * The settings.xml that a project names in {@code .mvn/maven.config} ({@code -s}). Of it a build gets the profiles; where
 * artifacts come from, and with which passwords, is the server's matter.
 *
 * @param name as it stands there; null if none is named
 * @param file if it is among the sources
 */
record ProjectSettings(@Nullable String name, @Nullable Path file) {

    private static final int MAX_BYTES = 1024 * 1024;
    private static final List<String> OPTIONS = List.of("--settings=", "--settings", "-s");
    private static final Set<String> KEPT = Set.of("profiles", "activeProfiles", "pluginGroups");

    static ProjectSettings in(Path workspace) throws IOException {
        List<String> words = MavenConfig.words(workspace);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            for (String option : OPTIONS) {
                if (word.startsWith(option) && (option.length() > 2 || !word.startsWith("--"))) {
                    String joined = word.substring(option.length());
                    String name = !joined.isEmpty() ? joined : i + 1 < words.size() ? words.get(i + 1) : "";
                    return named(workspace.toRealPath(), name);
                }
            }
        }
        return new ProjectSettings(null, null);
    }

    private static ProjectSettings named(Path workspace, String name) throws IOException {
        String below = name.replaceFirst("^\\$\\{(maven\\.multiModuleProjectDirectory|session\\.rootDirectory)}/", "");
        Path file = workspace.resolve(below).normalize();
        boolean here = file.startsWith(workspace)
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && file.toRealPath().startsWith(workspace)
                && Files.size(file) <= MAX_BYTES;
        return new ProjectSettings(name, here ? file : null);
    }

    /** A settings.xml with its profiles and nothing else; empty if there is none, or it cannot be read. */
    Optional<String> profiles() throws IOException {
        if (file == null) {
            return Optional.empty();
        }
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return Optional.of(text(kept(builder.parse(new ByteArrayInputStream(Files.readAllBytes(file))))));
        } catch (SAXException | ParserConfigurationException | TransformerException e) {
            return Optional.empty();
        }
    }

    /** For the log of the deploy; nothing if no file is named. */
    Optional<String> note() throws IOException {
        if (name == null) {
            return Optional.empty();
        }
        String where = name + ", which " + MavenConfig.FILE + " names";
        if (profiles().isEmpty()) {
            return Optional.of(
                    "The build does not use " + where + ": it is not among the sources, or no settings.xml.");
        }
        return Optional.of("The build uses the profiles of " + where + "; mirrors, servers and proxies are those of the"
                + " server (SHUTTLE_MAVEN_SETTINGS).");
    }

    private static Document kept(Document document) {
        Node root = document.getDocumentElement();
        for (Node each = root.getFirstChild(); each != null; ) {
            Node next = each.getNextSibling();
            if (!KEPT.contains(each.getNodeName())) {
                root.removeChild(each);
            }
            each = next;
        }
        return document;
    }

    private static String text(Document document) throws TransformerException {
        TransformerFactory factory = TransformerFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        StringWriter text = new StringWriter();
        factory.newTransformer().transform(new DOMSource(document), new StreamResult(text));
        return text.toString();
    }
}
