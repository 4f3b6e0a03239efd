package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertLinesMatch;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * {@code docs/reference.md} is what the program says of itself: goals from the plugin's descriptor, settings from the
 * jar's help, routes from the API's description. A new one is left in {@code target/reference.md}, to be copied.
 */
class ReferenceIT {
    @RegisterExtension
    static final ControlPlane server = ControlPlane.withDefaults();

    private static final String HEAD =
            """
            # Reference

            Made from the program itself: goals and their parameters, the control plane's settings, the routes of its API. A test
            holds this page to them.

            """;

    @Test
    void theReferenceIsAsTheProgramSays() throws Exception {
        String made = HEAD + goals() + settings() + routes();
        Path root = Path.of("..").toRealPath();
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("reference.md"), made);
        assertLinesMatch(
                made.lines().map(Pattern::quote),
                Files.readString(root.resolve("docs/reference.md")).lines(),
                "Copy it/target/reference.md to docs/reference.md, and read what has changed");
    }

    private static String goals() throws Exception {
        Path descriptor = Path.of("..", "shuttle-maven-plugin/target/classes/META-INF/maven/plugin.xml");
        Element plugin = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(descriptor.toFile())
                .getDocumentElement();
        StringBuilder text = new StringBuilder("## Goals\n\n`mvn shuttle:GOAL`, each parameter as `-Dname=value`.\n\n");
        List<String> common = parameters(mojo(plugin, "status"));
        text.append("### All goals\n\n").append(table(common));
        for (Element mojo : children(plugin, "mojo")) {
            String goal = text(mojo, "goal");
            List<String> own = new ArrayList<>(parameters(mojo));
            own.removeAll(common);
            text.append("### ")
                    .append(goal)
                    .append("\n\n")
                    .append(text(mojo, "description"))
                    .append("\n\n");
            text.append(own.isEmpty() ? "" : table(own));
        }
        return text.toString();
    }

    private static Element mojo(Element plugin, String goal) {
        return children(plugin, "mojo").stream()
                .filter(each -> text(each, "goal").equals(goal))
                .findFirst()
                .orElseThrow();
    }

    private static String table(List<String> rows) {
        return "| parameter | default | what it does |\n| --- | --- | --- |\n" + String.join("", rows) + "\n";
    }

    private static List<String> parameters(Element mojo) {
        Element configuration =
                children(mojo, "configuration").stream().findFirst().orElse(mojo);
        List<String> rows = new ArrayList<>();
        for (Element list : children(mojo, "parameters")) {
            for (Element parameter : children(list, "parameter")) {
                String name = text(parameter, "name");
                for (Element value : children(configuration, name)) {
                    String property = value.getTextContent().replaceAll("^\\$\\{|}$", "");
                    if (property.startsWith("shuttle.")) {
                        rows.add("| `" + property + "` | " + code(value.getAttribute("default-value")) + " | "
                                + text(parameter, "description").replace("|", "\\|") + " |\n");
                    }
                }
            }
        }
        rows.sort(null);
        return rows;
    }

    private static String settings() throws Exception {
        StringBuilder text = new StringBuilder("## Settings of the control plane\n\nEnvironment variables, or flags"
                + " (`SHUTTLE_API_PORT` is `--api-port`), which win.\n\n"
                + "| setting | default | meaning |\n| --- | --- | --- |\n");
        List<String> lines = server.command("help").printed().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("  SHUTTLE_")) {
                String[] parts = lines.get(i).strip().split(" \\[", 2);
                text.append("| `").append(parts[0]).append("` | ").append(parts[1], 0, parts[1].length() - 1);
                text.append(" | ").append(lines.get(++i).strip()).append(" |\n");
            }
        }
        return text.append('\n').toString();
    }

    private static String routes() throws Exception {
        StringBuilder text = new StringBuilder(
                "## Routes of the API\n\n`/openapi.json` has their parameters and bodies."
                        + " Access: `open` needs no key; `any` a valid one; `read` one that sees the project; `change` one that may"
                        + " change it; `admin` an administrator's.\n\n| route | access | what it does |\n| --- | --- | --- |\n");
        JsonNode paths = new Api(server).get("/openapi.json").get("paths");
        paths.properties().forEach(path -> path.getValue().properties().forEach(operation -> text.append("| `")
                .append(operation.getKey().toUpperCase(Locale.ROOT))
                .append(' ')
                .append(path.getKey())
                .append("` | ")
                .append(operation.getValue().path("x-access").asText("open"))
                .append(" | ")
                .append(operation.getValue().get("summary").asText())
                .append(" |\n")));
        return text.toString();
    }

    private static String code(String value) {
        return value.isEmpty() ? "" : "`" + value + "`";
    }

    private static String text(Element owner, String name) {
        return children(owner, name).stream()
                .findFirst()
                .map(child -> child.getTextContent().replaceAll("\\s+", " ").strip())
                .orElse("")
                .replaceAll("</?code>", "`")
                .replaceAll("</?(p|a|i|b)[^>]*>", "");
    }

    /** By name; a mojo's parameters stand under their own names. */
    private static List<Element> children(Element owner, String name) {
        List<Element> found = new ArrayList<>();
        NodeList all = owner.getChildNodes();
        for (int i = 0; i < all.getLength(); i++) {
            if (all.item(i) instanceof Element child && child.getTagName().equals(name)) {
                found.add(child);
            } else if (all.item(i) instanceof Element mojos
                    && mojos.getTagName().equals("mojos")) {
                found.addAll(children(mojos, name));
            }
        }
        return found;
    }
}
