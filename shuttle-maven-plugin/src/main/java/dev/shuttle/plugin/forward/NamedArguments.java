package dev.shuttle.plugin.forward;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The profiles and properties that Maven arguments name.
 *
 * @param profiles those that they switch on or off
 * @param properties those that they set
 */
record NamedArguments(Set<String> profiles, Set<String> properties) {

    private static final List<String> PROFILES = List.of("--activate-profiles=", "-P");
    private static final List<String> PROPERTIES = List.of("--define=", "-D");

    static NamedArguments in(List<String> arguments) {
        NamedArguments named = new NamedArguments(new HashSet<>(), new HashSet<>());
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String next = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            switch (argument) {
                case "-P", "--activate-profiles" -> named.addProfiles(next);
                case "-D", "--define" -> named.addProperty(next);
                default -> named.addJoined(argument);
            }
        }
        return named;
    }

    private void addJoined(String argument) {
        PROFILES.stream()
                .filter(argument::startsWith)
                .findFirst()
                .ifPresent(option -> addProfiles(argument.substring(option.length())));
        PROPERTIES.stream()
                .filter(argument::startsWith)
                .findFirst()
                .ifPresent(option -> addProperty(argument.substring(option.length())));
    }

    private void addProfiles(String list) {
        for (String each : list.split(",", -1)) {
            profiles.add(each.replaceFirst("^[!+-]", ""));
        }
    }

    private void addProperty(String text) {
        properties.add(text.split("=", 2)[0]);
    }
}
