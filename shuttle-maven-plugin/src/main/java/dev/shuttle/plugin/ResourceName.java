package dev.shuttle.plugin;

import dev.shuttle.runtime.plan.ResourceRequest;
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

    /** The request for it; of a secret that need not be set. */
    ResourceRequest request() throws MojoFailureException {
        if (!ResourceRequest.TYPES.contains(type) || !ResourceRequest.isValid(type, name)) {
            throw new MojoFailureException("'" + this + "' cannot be attached: the type is one of "
                    + String.join(", ", ResourceRequest.TYPES) + ", and a name has a to z, 0 to 9 and -, such as"
                    + " postgres:default.");
        }
        return new ResourceRequest(type, name, !type.equals(ResourceRequest.SECRET), "");
    }

    @Override
    public String toString() {
        return type + ":" + name;
    }
}
