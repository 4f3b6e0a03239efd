package dev.shuttle.plugin.forward;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The profiles and properties of this build that the server's build gets too. Sorted, so that an
 * unchanged deploy stays one.
 *
 * @param arguments for Maven's command line, those of {@code -Dshuttle.mavenArgs} last
 * @param own those among them that are not from {@code -Dshuttle.mavenArgs}
 * @param secrets names of properties that stay here since they look like secrets
 * @param unfit names of properties that stay here since the server takes no such value
 */
public record ForwardedArguments(List<String> arguments, List<String> own, List<String> secrets, List<String> unfit) {

    /** The server's limits. */
    private static final int MAX_LENGTH = 4000;

    private static final int MAX_ARGUMENTS = 100;

    /** Copies. */
    public ForwardedArguments {
        arguments = List.copyOf(arguments);
        own = List.copyOf(own);
        secrets = List.copyOf(secrets);
        unfit = List.copyOf(unfit);
    }

    /**
     * Chooses.
     *
     * @param properties those of the command line
     * @param active profiles that it switches on
     * @param inactive profiles that it switches off
     * @param mavenArgs what {@code -Dshuttle.mavenArgs} gave; where it names the same profile or property, it wins
     * @return what is passed on
     * @throws TooManyArgumentsException when a server would not take so many
     */
    public static ForwardedArguments of(
            Map<String, String> properties,
            Collection<String> active,
            Collection<String> inactive,
            @Nullable String mavenArgs)
            throws TooManyArgumentsException {
        List<String> given = mavenArgs == null || mavenArgs.isBlank()
                ? List.of()
                : List.of(mavenArgs.strip().split("\\s+", -1));
        NamedArguments named = NamedArguments.in(given);
        List<String> own = new ArrayList<>(profiles(active, inactive, named));
        List<String> secrets = new ArrayList<>();
        List<String> unfit = new ArrayList<>();
        new TreeMap<>(properties).forEach((name, value) -> {
            Property property = new Property(name, value);
            if (!property.isOfThisMachine() && !named.properties().contains(name)) {
                (property.isSecret() ? secrets : property.isUnfit() ? unfit : own)
                        .add(property.isSecret() || property.isUnfit() ? name : property.argument());
            }
        });
        List<String> all = new ArrayList<>(own);
        all.addAll(given);
        check(all);
        return new ForwardedArguments(all, own, secrets, unfit);
    }

    /**
     * As the server splits them: at blanks, and none has one within.
     *
     * @return null where there are none
     */
    public @Nullable String mavenArgs() {
        return arguments.isEmpty() ? null : String.join(" ", arguments);
    }

    private static List<String> profiles(Collection<String> active, Collection<String> inactive, NamedArguments named) {
        TreeSet<String> all = new TreeSet<>();
        active.stream().filter(each -> isNew(each, named)).forEach(all::add);
        inactive.stream().filter(each -> isNew(each, named)).forEach(each -> all.add("!" + each));
        return all.isEmpty() ? List.of() : List.of("-P" + String.join(",", all));
    }

    private static boolean isNew(String profile, NamedArguments named) {
        return !profile.isBlank()
                && profile.chars().noneMatch(Character::isWhitespace)
                && !named.profiles().contains(profile);
    }

    private static void check(List<String> all) throws TooManyArgumentsException {
        if (all.size() > MAX_ARGUMENTS || String.join(" ", all).length() > MAX_LENGTH) {
            throw new TooManyArgumentsException("The profiles and properties for the server's build are " + all.size()
                    + " arguments, more than the limit (" + MAX_ARGUMENTS + ", " + MAX_LENGTH
                    + " characters in total). Put the constant ones into .mvn/maven.config.");
        }
    }
}
