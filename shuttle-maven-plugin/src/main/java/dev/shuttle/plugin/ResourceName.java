package dev.shuttle.plugin;

import org.apache.maven.plugin.MojoFailureException;

/** A resource as a user types it: {@code postgres:default}, or {@code postgres/default}. */
record ResourceName(String type, String name) {

    static ResourceName of(String property, String typed) throws MojoFailureException {
        String[] parts = typed.strip().split("[:/]", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new MojoFailureException("-D" + property + " must be TYPE:NAME, such as postgres:default, not '"
                    + typed + "'. mvn shuttle:resources lists all resources.");
        }
        return new ResourceName(parts[0], parts[1]);
    }

    @Override
    public String toString() {
        return type + ":" + name;
    }
}
