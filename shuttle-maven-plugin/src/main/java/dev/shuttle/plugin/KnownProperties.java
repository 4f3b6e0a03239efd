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
import java.util.stream.Collectors;
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

    /** Name something: empty, as from an unset variable of a script, they would mean another thing than was asked for. */
    private static final Set<String> NEVER_EMPTY =
            Set.of("shuttle.project", "shuttle.deployment", "shuttle.from", "shuttle.confirm");

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

    /** A sentence for each of the properties that neither a goal nor a pom knows, and for each that misses its value. */
    Optional<String> faults(Properties given, Collection<MavenProject> projects) {
        String faults = new TreeSet<>(given.stringPropertyNames())
                .stream()
                        .filter(name -> name.startsWith(PREFIX))
                        .flatMap(name -> fault(name, given.getProperty(name), projects).stream())
                        .collect(Collectors.joining("\n"));
        return faults.isEmpty() ? Optional.empty() : Optional.of(faults);
    }

    private Optional<String> fault(String name, String value, Collection<MavenProject> projects) {
        if (NEVER_EMPTY.contains(name) && value.isBlank()) {
            return Optional.of("-D" + name + " is empty: give it a value, or remove it.");
        }
        if (names.contains(name)
                || projects.stream().anyMatch(each -> each.getProperties().containsKey(name))) {
            return Optional.empty();
        }
        List<String> known = List.copyOf(new TreeSet<>(names));
        return Optional.of("There is no -D" + Terminal.plain(name) + ". The nearest is -D" + NearestName.to(name, known)
                + ": correct the name, or remove it.");
    }
}
