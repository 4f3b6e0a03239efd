package dev.shuttle.runtime.plan;

import java.util.List;

/**
 * A method named {@code main}, whatever its form.
 *
 * @param isPublic whether it is
 * @param isStatic whether it is
 * @param descriptor JVMS 4.3.3
 * @param parameters in order
 * @param returnType as in source
 */
record MainMethod(
        boolean isPublic, boolean isStatic, String descriptor, List<MainParameter> parameters, String returnType) {

    MainMethod {
        parameters = List.copyOf(parameters);
    }

    boolean takesOnlyArguments() {
        return parameters.size() == 1 && parameters.get(0).type().equals("java.lang.String[]");
    }

    /** Whether the {@code java} command would call it. */
    boolean isProgram() {
        return isPublic && isStatic && takesOnlyArguments() && returnType.equals("void");
    }

    /**
     * A parameter.
     *
     * @param name as in source, or its number where the compiler kept no names
     * @param type as in source
     * @param annotations all of them, those that a running program does not see too
     */
    record MainParameter(String name, String type, List<AnnotationUse> annotations) {

        MainParameter {
            annotations = List.copyOf(annotations);
        }

        boolean has(String annotation) {
            return annotations.stream().anyMatch(use -> use.isOurs(annotation));
        }
    }
}
