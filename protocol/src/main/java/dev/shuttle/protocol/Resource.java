package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * A resource of a project.
 *
 * @param type {@code postgres}, {@code redis}, {@code folder}, or the name of an annotation of the app's own
 * @param name within the project
 * @param state {@code provisioning}, {@code ready}, or {@code unused} when what serves does not ask for it
 * @param details where it is reached; passwords only where they were asked for
 * @param attached whether the project has it whatever its code asks for
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Resource(String type, String name, String state, Map<String, String> details, boolean attached) {}
