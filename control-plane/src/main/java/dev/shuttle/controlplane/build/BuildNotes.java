package dev.shuttle.controlplane.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Sentences for a deploy's log, of differences between a build here and one on the user's machine. */
public final class BuildNotes {

    private static final int MAX_NAMED = 20;

    private BuildNotes() {}

    /**
     * Looks at sources.
     *
     * @param workspace the sources
     * @param given the user's arguments for Maven
     * @param arguments those that Maven gets
     * @return sentences
     * @throws BuildFailedException if what came along for the build cannot be used
     * @throws IOException if the sources cannot be read
     */
    public static List<String> of(Path workspace, List<String> given, List<String> arguments)
            throws BuildFailedException, IOException {
        List<String> notes = new ArrayList<>();
        if (arguments.size() > given.size()) {
            notes.add("Only the modules that the service needs are built ("
                    + String.join(" ", arguments.subList(given.size(), arguments.size())) + ").");
        }
        ProjectSettings.in(workspace).note().ifPresent(notes::add);
        Set<String> missing = new TreeSet<>(MentionedVariables.in(workspace));
        missing.removeIf(BuildVariables::isReserved);
        missing.removeAll(BuildVariables.of(workspace).keySet());
        if (!missing.isEmpty()) {
            String names = missing.stream().limit(MAX_NAMED).collect(Collectors.joining(","));
            notes.add("Poms or filtered resources mention variables (${env.NAME}) that the build does not have here: "
                    + names.replace(",", ", ")
                    + ". To send their values of your machine, deploy with -Dshuttle.buildEnv="
                    + names + ".");
        }
        List<String> joined = MavenConfig.joined(workspace);
        if (!joined.isEmpty()) {
            notes.add("Line `" + joined.get(0).strip() + "` of " + MavenConfig.FILE
                    + " is read as several options, as Maven 3.8 does; from 3.9 on, each has a line of its own.");
        }
        return notes;
    }
}
