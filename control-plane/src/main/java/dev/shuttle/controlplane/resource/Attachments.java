package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.util.List;

/**
 * The resources that a project has whatever its code asks for; its processes find them as environment variables. They
 * count as in use. Thread-safe.
 */
public final class Attachments {
    private final AttachmentStore store;
    private final ResourceStore given;
    private final Provisioning provisioning;
    private final ProjectLocks locks;

    Attachments(AttachmentStore store, ResourceStore given, Provisioning provisioning, ProjectLocks locks) {
        this.store = store;
        this.given = given;
        this.provisioning = provisioning;
        this.locks = locks;
    }

    /** In the order in which they were attached. */
    public List<ResourceRequest> of(String project) {
        return store.list(project);
    }

    /** The request for one, which is refused if there can be none. A secret need not be set: its variable is there once it is. */
    public static ResourceRequest request(String type, String name) {
        if (!ResourceRequest.TYPES.contains(type)) {
            throw new InvalidException(
                    "resource",
                    "There is no type of resource of that name. Attach one of these: "
                            + String.join(", ", ResourceRequest.TYPES) + ".");
        }
        if (!ResourceRequest.isValid(type, name)) {
            throw new InvalidException(
                    "resource",
                    type.equals(ResourceRequest.SECRET)
                            ? "A secret's name has at most 128 letters, digits and _, does not start with a digit, and is"
                                    + " no variable that Shuttle sets itself, such as PORT; this one is not valid."
                            : "A resource's name starts with a lower-case letter, has a to z, 0 to 9 and -, does not end"
                                    + " with -, and has at most 32 characters, such as orders; this one is not valid.");
        }
        return new ResourceRequest(type, name, !type.equals(ResourceRequest.SECRET), "");
    }

    /** Attaches a resource, which is made first; false if it was attached already. */
    public boolean attach(String project, ResourceRequest request) throws ProvisioningException, InterruptedException {
        try (ProjectLocks.Held held = locks.take(project)) {
            if (of(project).contains(request)) {
                return false;
            }
            if (!request.isSecret()) {
                provisioning.make(project, request);
            }
            store.add(project, request);
            return true;
        }
    }

    /** Detaches a resource: its data stay, and what runs keeps it. */
    public void detach(String project, ResourceRequest request) throws InterruptedException {
        try (ProjectLocks.Held held = locks.take(project)) {
            if (!of(project).contains(request)) {
                throw UnknownResourceException.notAttached(project, request);
            }
            store.remove(project, request);
        }
    }

    /** Whether a deployment was given it. */
    public boolean isGiven(String deployment, ResourceRequest request) {
        return given.outputs(deployment).stream()
                .anyMatch(output -> output.toString().equals(request.toString()));
    }

    boolean contain(String project, String type, String name) {
        return of(project).stream()
                .anyMatch(each -> each.type().equals(type) && each.name().equals(name));
    }
}
