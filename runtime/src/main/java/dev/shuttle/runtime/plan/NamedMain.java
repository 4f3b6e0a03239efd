package dev.shuttle.runtime.plan;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A main class that is named outside of the code, and wins over what the code and its packaging say.
 *
 * @param className its full name
 * @param module the artifactId of its module; null if the class itself tells
 * @param source what names it, for messages: {@code -Dshuttle.main}
 */
public record NamedMain(String className, @Nullable String module, String source) {

    /** The beginning of a sentence. */
    @Override
    public String toString() {
        return source.substring(0, 1).toUpperCase(Locale.ROOT) + source.substring(1) + " names " + className;
    }

    boolean mayBeIn(ModuleClasses candidate) {
        return module == null || module.equals(candidate.artifactId());
    }
}
