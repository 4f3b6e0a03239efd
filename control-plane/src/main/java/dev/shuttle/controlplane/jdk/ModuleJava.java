package dev.shuttle.controlplane.jdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The oldest Java that the poms of one module ask for, as Maven would read them. */
final class ModuleJava {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^${}]{1,200})}");

    /** A property may name another, and so on; more are a circle. */
    private static final int MAX_REPLACEMENTS = 20;

    /** No version is as long, and twenty of them multiply no memory. */
    private static final int MAX_VALUE = 1_000;

    private static final String COMPILER = "maven-compiler-plugin";

    private final List<Pom> chain;
    private final Map<String, String> given;

    /**
     * A module.
     *
     * @param chain its pom and its parents, as far as they are in the upload
     * @param given properties of the command line, which win
     */
    ModuleJava(List<Pom> chain, Map<String, String> given) {
        this.chain = List.copyOf(chain);
        this.given = Map.copyOf(given);
    }

    /** Everything that it asks for. */
    Stream<JavaRequirement> requirements() {
        List<JavaRequirement> all = new ArrayList<>(compiler());
        all.addAll(configured(COMPILER, "jdkToolchain/version"));
        for (String path : List.of("toolchains/jdk/version", "version")) {
            all.addAll(configured("maven-toolchains-plugin", path));
        }
        all.addAll(configured("kotlin-maven-plugin", "jvmTarget"));
        property("kotlin.compiler.jvmTarget").ifPresent(all::add);
        return all.stream();
    }

    /** The release, else target and source, else the property from which a parent that is not here makes a release. */
    private List<JavaRequirement> compiler() {
        for (List<String> parameters : List.of(List.of("release"), List.of("target", "source"))) {
            List<JavaRequirement> found = parameters.stream()
                    .flatMap(parameter -> parameter(parameter).stream())
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return chain.get(chain.size() - 1).hasParent()
                ? property("java.version").stream().toList()
                : List.of();
    }

    private List<JavaRequirement> parameter(String name) {
        List<JavaRequirement> configured = configured(COMPILER, name);
        return configured.isEmpty()
                ? property("maven.compiler." + name).stream().toList()
                : configured;
    }

    /** Of the nearest pom that configures it; its executions may differ. */
    private List<JavaRequirement> configured(String plugin, String path) {
        return nearest(pom -> {
                    List<JavaRequirement> found = pom.configurations(plugin)
                            .flatMap(configuration -> configuration.textAt(path).stream())
                            .flatMap(text -> requirement(text, plugin + " in " + pom.name()).stream())
                            .toList();
                    return found.isEmpty() ? Optional.empty() : Optional.of(found);
                })
                .orElse(List.of());
    }

    private Optional<JavaRequirement> property(String name) {
        String ours = given.get(name);
        if (ours != null) {
            return requirement(ours, "-D" + name);
        }
        return chain.stream()
                .filter(pom -> pom.property(name).isPresent())
                .findFirst()
                .flatMap(pom -> pom.property(name).flatMap(text -> requirement(text, name + " in " + pom.name())));
    }

    private <T> Optional<T> nearest(Function<Pom, Optional<T>> look) {
        return chain.stream().flatMap(pom -> look.apply(pom).stream()).findFirst();
    }

    private Optional<JavaRequirement> requirement(String text, String source) {
        var feature = JavaVersions.feature(resolved(text));
        return feature.isPresent() ? Optional.of(new JavaRequirement(feature.getAsInt(), source)) : Optional.empty();
    }

    private String resolved(String text) {
        String resolved = text;
        for (int i = 0; i < MAX_REPLACEMENTS; i++) {
            Matcher placeholder = PLACEHOLDER.matcher(resolved);
            if (!placeholder.find()) {
                return resolved;
            }
            String name = placeholder.group(1);
            Optional<String> value = Optional.ofNullable(given.get(name)).or(() -> nearest(pom -> pom.property(name)));
            if (value.isEmpty() || value.get().length() > MAX_VALUE) {
                return "";
            }
            resolved = resolved.substring(0, placeholder.start()) + value.get() + resolved.substring(placeholder.end());
        }
        return "";
    }
}
