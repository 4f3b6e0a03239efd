package dev.shuttle.controlplane.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shuttle.runtime.plan.ReservedVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Variables that came along with the sources, for the build alone: a JSON object of names and values. In the archive, not
 * in the address of the request, which is logged; they are gone with the workspace.
 */
final class BuildVariables {

    static final String FILE = ".shuttle/build-env.json";

    private static final int MAX_BYTES = 1024 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Every build has them, from the server. */
    private static final Set<String> OURS = Set.of(
            "PATH", "LANG", "TZ", "JAVA_HOME", "HOME", "USER", "LOGNAME", BuildProcess.MARK, "MAVEN_PROJECTBASEDIR");

    private BuildVariables() {}

    /** Whether one of that name cannot come along. */
    static boolean isReserved(String name) {
        return OURS.contains(name) || ReservedVariables.isOfTheStart(name);
    }

    static Map<String, String> of(Path workspace) throws IOException, BuildFailedException {
        Path file = workspace.resolve(FILE);
        if (!WorkspaceFile.exists(workspace, file)) {
            return Map.of();
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new BuildFailedException("The variables for the build take more than 1 MiB (" + FILE
                    + "). Put what is large into a file of the sources.");
        }
        Map<String, String> values = read(file);
        for (Map.Entry<String, String> each : values.entrySet()) {
            if (!NAME.matcher(each.getKey()).matches()
                    || each.getValue() == null
                    || each.getValue().indexOf('\0') >= 0) {
                throw new BuildFailedException("A variable for the build has a name or a value that no process can have"
                        + " (" + FILE + "). Names have letters, digits and _.");
            }
            if (ReservedVariables.isOfTheStart(each.getKey())) {
                throw new BuildFailedException("The variable " + each.getKey()
                        + " of the build cannot be set: the programs that start the build, as the server's own user, would"
                        + " read it too. Leave it out of -Dshuttle.buildEnv; the pom can give it to a program that it"
                        + " runs.");
            }
            if (OURS.contains(each.getKey())) {
                throw new BuildFailedException("The variable " + each.getKey()
                        + " of the build is the server's own. Leave it out of -Dshuttle.buildEnv.");
            }
        }
        return values;
    }

    private static Map<String, String> read(Path file) throws IOException, BuildFailedException {
        try {
            JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
            if (json.isObject()) {
                return new ObjectMapper().convertValue(json, new TypeReference<TreeMap<String, String>>() {});
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw unreadable(); // without the cause, whose message has some of the values
        }
        throw unreadable();
    }

    private static BuildFailedException unreadable() {
        return new BuildFailedException(FILE + " is not a JSON object of names and values. Deploy with"
                + " mvn shuttle:deploy -Dshuttle.buildEnv=NAME, or write it again.");
    }
}
