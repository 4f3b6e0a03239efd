package dev.shuttle.runtime.plan;

import java.util.List;

/**
 * A resource that the code asks for, by a parameter of {@code main} or on the main class, or that is attached to the
 * project.
 *
 * @param type {@code postgres}, {@code redis}, {@code folder}, {@code secret}, or the binary name of an annotation of
 *     the app's own
 * @param name within the project; of a secret, its name
 * @param required false only for {@code @Secret(required = false)}
 * @param provider binary name of the {@link dev.shuttle.ResourceProvider} of an annotation of the app's own; else empty
 */
public record ResourceRequest(String type, String name, boolean required, String provider) {
    public static final String POSTGRES = "postgres";
    public static final String REDIS = "redis";
    public static final String FOLDER = "folder";
    public static final String SECRET = "secret";

    /** The platform's own kinds. */
    public static final List<String> TYPES = List.of(POSTGRES, REDIS, FOLDER, SECRET);

    /**
     * Whether one of the platform's kinds may have that name in the environment of a process.
     *
     * @param type one of {@link #TYPES}
     * @param name within the project
     * @return false for a name that is none, and for a secret's that the platform sets itself
     */
    public static boolean isValid(String type, String name) {
        return ResourceNames.isValid(type, name) && !(type.equals(SECRET) && ReservedVariables.contain(name));
    }

    /**
     * One of the platform's own kinds.
     *
     * @param type of those above
     * @param name within the project
     * @return the request
     */
    public static ResourceRequest of(String type, String name) {
        return new ResourceRequest(type, name, true, "");
    }

    /**
     * Whether it is an annotation of the app's own.
     *
     * @return true if it has a provider
     */
    public boolean isCustom() {
        return !provider.isEmpty();
    }

    /**
     * Whether it is a secret, which is set and not made.
     *
     * @return true for a secret
     */
    public boolean isSecret() {
        return type.equals(SECRET);
    }

    /** As in {@code shuttle:plan}: {@code postgres default}. */
    @Override
    public String toString() {
        return type + " " + name;
    }
}
