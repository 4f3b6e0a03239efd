package dev.shuttle.plugin;

import dev.shuttle.os.NearestName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.MavenProject;

/**
 * The names {@code -Dshuttle.…} that some goal knows: Maven itself ignores a misspelt one, and the goal would do something
 * else than was asked for.
 */
record KnownProperties(Set<String> names) {
    private static final String PREFIX = "shuttle.";

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{(shuttle\\.[^}]+)}");

    /** Read by hand, so {@code mvn -X} does not print them; a pom's own; and what the server gives to its builds. */
    private static final Set<String> OTHERS =
            Set.of(AbstractShuttleMojo.API_KEY, SecretsMojo.SET, "shuttle.version", "shuttle.result");

    /** Those of all goals. */
    static KnownProperties of(PluginDescriptor plugin) {
        Set<String> names = new TreeSet<>(OTHERS);
        for (MojoDescriptor goal : plugin.getMojos()) {
            goal.getParameters().forEach(parameter -> {
                Matcher name = EXPRESSION.matcher(String.valueOf(parameter.getExpression()));
                if (name.matches()) {
                    names.add(name.group(1));
                }
            });
        }
        return new KnownProperties(names);
    }

    /** A sentence for each of the properties that neither a goal nor a pom knows. */
    Optional<String> faults(Properties given, Collection<MavenProject> projects) {
        List<String> known = List.copyOf(new TreeSet<>(names));
        List<String> faults = new TreeSet<>(given.stringPropertyNames())
                .stream()
                        .filter(name -> name.startsWith(PREFIX) && !names.contains(name))
                        .filter(name -> projects.stream()
                                .noneMatch(each -> each.getProperties().containsKey(name)))
                        .map(name -> "There is no -D" + Terminal.plain(name) + ". The nearest is -D"
                                + NearestName.to(name, known) + ": correct the name, or remove it.")
                        .toList();
        return faults.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", faults));
    }
}
