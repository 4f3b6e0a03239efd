package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.jdk.JavaRequirement;
import dev.shuttle.controlplane.jdk.JavaVersions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in a build's errors that it needs a newer Java than it ran on: its poms say so in places that only Maven sees. */
final class NeededJava {
    private static final Pattern RELEASE =
            Pattern.compile("release version (\\d{1,4}) not supported|invalid (?:target|source) release: ([\\d.]+)");

    private static final Pattern ENFORCED = Pattern.compile("Detected JDK\\b.*?not in the allowed range (\\S+)");

    private static final Pattern CLASS_FILE = Pattern.compile(
            "more recent version of the Java Runtime \\(class file version (\\d{1,4})|wrong version (\\d{1,4})\\.");

    /** Class files of Java 1 have version 45. */
    private static final int BEFORE_JAVA_1 = 44;

    private NeededJava() {}

    static Optional<JavaRequirement> in(List<String> errors, int feature) {
        return errors.stream()
                .flatMap(error -> of(error).stream())
                .filter(needed -> needed.least() > feature)
                .findFirst();
    }

    private static Optional<JavaRequirement> of(String error) {
        Matcher release = RELEASE.matcher(error);
        if (release.find()) {
            return requirement(JavaVersions.feature(group(release)), "its build: " + release.group());
        }
        Matcher enforced = ENFORCED.matcher(error);
        if (enforced.find()) {
            return requirement(JavaVersions.feature(enforced.group(1)), "a rule of maven-enforcer-plugin");
        }
        Matcher classFile = CLASS_FILE.matcher(error);
        return classFile.find()
                ? requirement(
                        OptionalInt.of(Integer.parseInt(group(classFile)) - BEFORE_JAVA_1),
                        "a library or a plugin of its build")
                : Optional.empty();
    }

    private static String group(Matcher found) {
        return Optional.ofNullable(found.group(1)).orElseGet(() -> found.group(2));
    }

    private static Optional<JavaRequirement> requirement(OptionalInt feature, String source) {
        return feature.isPresent() ? Optional.of(new JavaRequirement(feature.getAsInt(), source)) : Optional.empty();
    }
}
