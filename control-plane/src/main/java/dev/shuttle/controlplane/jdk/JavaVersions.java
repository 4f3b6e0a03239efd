package dev.shuttle.controlplane.jdk;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the feature version out of the many ways in which tools write a version of Java. */
public final class JavaVersions {

    /** {@code graalvm-ce-java17-22.3.0}, and {@code 22.3.r17-grl} of SDKMAN: the first number is GraalVM's. */
    private static final Pattern GRAAL = Pattern.compile("(?:java|\\.r)(\\d{1,3})-");

    /** {@code 21}, {@code 1.8}, {@code 8u392}, {@code 21.0.5-tem}, {@code openjdk64-21.0.2}, {@code [21,)}. */
    private static final Pattern VERSION = Pattern.compile("(?:^|[-\\[(])(?:1\\.)?(\\d{1,3})(?=[.+\\-_,)\\]u]|$)");

    private JavaVersions() {}

    /** The feature version, of a range its lower end; empty if there is none. */
    public static OptionalInt feature(String text) {
        String version = text.strip();
        for (Pattern pattern : new Pattern[] {GRAAL, VERSION}) {
            Matcher found = pattern.matcher(version);
            if (found.find()) {
                int feature = Integer.parseInt(found.group(1));
                return feature == 0 ? OptionalInt.empty() : OptionalInt.of(feature);
            }
        }
        return OptionalInt.empty();
    }
}
