package dev.shuttle.runtime.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The types of a method descriptor, JVMS 4.3.3, as in source.
 *
 * @param parameters in order
 * @param returned {@code void} too
 */
record MethodTypes(List<String> parameters, String returned) {
    /** JVMS 4.3.3. */
    private static final int MAX_PARAMETERS = 255;

    static MethodTypes of(String descriptor) throws MalformedClassException {
        if (!descriptor.startsWith("(")) {
            throw malformed(descriptor);
        }
        List<String> parameters = new ArrayList<>();
        int at = 1;
        while (at < descriptor.length() && descriptor.charAt(at) != ')' && parameters.size() <= MAX_PARAMETERS) {
            int end = end(descriptor, at);
            parameters.add(source(descriptor.substring(at, end)));
            at = end;
        }
        if (at + 1 >= descriptor.length() || end(descriptor, at + 1) != descriptor.length()) {
            throw malformed(descriptor);
        }
        return new MethodTypes(List.copyOf(parameters), source(descriptor.substring(at + 1)));
    }

    private static int end(String descriptor, int start) throws MalformedClassException {
        int at = start;
        while (at < descriptor.length() && descriptor.charAt(at) == '[') {
            at++;
        }
        int end = at < descriptor.length() && descriptor.charAt(at) == 'L' ? descriptor.indexOf(';', at) : at;
        if (end < 0 || end >= descriptor.length()) {
            throw malformed(descriptor);
        }
        return end + 1;
    }

    /** A field descriptor, JVMS 4.3.2, as in source, but for nested types: {@code java.util.Map$Entry[]}. */
    static String source(String type) throws MalformedClassException {
        int dimensions = type.lastIndexOf('[') + 1;
        String element = type.substring(dimensions);
        String name =
                switch (element.charAt(0)) {
                    case 'B' -> "byte";
                    case 'C' -> "char";
                    case 'D' -> "double";
                    case 'F' -> "float";
                    case 'I' -> "int";
                    case 'J' -> "long";
                    case 'S' -> "short";
                    case 'Z' -> "boolean";
                    case 'V' -> "void";
                    case 'L' -> element.substring(1, element.length() - 1).replace('/', '.');
                    default -> throw malformed(type);
                };
        return name + "[]".repeat(dimensions);
    }

    private static MalformedClassException malformed(String descriptor) {
        int shown = Math.min(descriptor.length(), 100);
        return new MalformedClassException("`" + descriptor.substring(0, shown) + "` describes no method");
    }
}
