package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The texts that users read: {@code shuttle:help} prints the descriptor, and Eclipse reads its own file. */
class DescriptorTest {

    /** Goals that need a Maven project; all others work in an empty folder too. */
    private static final Set<String> NEED_A_PROJECT = Set.of("check", "deploy", "plan", "run");

    private final Document descriptor = read("/META-INF/maven/plugin.xml");

    @Test
    void everyParameterHasASentence() {
        for (Element goal : elements(descriptor, "mojo")) {
            List<Element> parameters = elements(goal, "parameter").stream()
                    .filter(each -> text(each, "editable").equals("true"))
                    .toList();
            assertTrue(text(goal, "description").endsWith("."), () -> text(goal, "goal"));
            for (Element each : parameters) {
                String sentence = text(each, "description");
                assertTrue(
                        sentence.matches("(?s)[A-Z{].{15,}\\."),
                        () -> text(goal, "goal") + ", " + text(each, "name") + ": " + sentence);
            }
        }
    }

    @Test
    void everyGoalIsThreadSafeAndNeedsAProjectOnlyForItsCode() {
        for (Element goal : elements(descriptor, "mojo")) {
            String name = text(goal, "goal");
            assertEquals("true", text(goal, "threadSafe"), name);
            assertEquals(
                    NEED_A_PROJECT.contains(name), text(goal, "requiresProject").equals("true"), name);
            assertEquals("false", text(goal, "requiresOnline"), name);
        }
    }

    @Test
    void eclipseKnowsWhatToDoWithEveryGoal() {
        Set<String> known = new TreeSet<>();
        elements(read("/META-INF/m2e/lifecycle-mapping-metadata.xml"), "goal")
                .forEach(goal -> known.add(goal.getTextContent().strip()));

        for (Element goal : elements(descriptor, "mojo")) {
            assertTrue(known.contains(text(goal, "goal")), () -> text(goal, "goal") + " is not in " + known);
        }
    }

    @Test
    void noGoalTakesTheKeyAsAParameterWhichMavenWouldPrint() {
        for (Element parameter : elements(descriptor, "parameter")) {
            assertTrue(!text(parameter, "name").toLowerCase(Locale.ROOT).contains("key"));
        }
        assertTrue(elements(descriptor, "configuration").stream()
                .noneMatch(each -> each.getTextContent().contains("shuttle.apiKey")));
    }

    private static Document read(String resource) {
        try (InputStream in = Objects.requireNonNull(DescriptorTest.class.getResourceAsStream(resource), resource)) {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(in);
        } catch (Exception fault) {
            throw new AssertionError(resource, fault);
        }
    }

    private static List<Element> elements(Node within, String name) {
        NodeList found = within instanceof Document document
                ? document.getElementsByTagName(name)
                : ((Element) within).getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(found::item)
                .map(Element.class::cast)
                .toList();
    }

    private static String text(Element within, String name) {
        NodeList found = within.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
