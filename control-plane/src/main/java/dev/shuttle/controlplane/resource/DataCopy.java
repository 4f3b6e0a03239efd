package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.fault.ConflictException;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.Share;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.util.List;

/**
 * Copies the databases of one project, PostgreSQL's and Redis', and its folders, to those of the same names of another, which are made if
 * they do not exist. Thread-safe.
 */
public final class DataCopy {
    private final ResourceStore store;
    private final Provisioning provisioning;
    private final Kinds kinds;
    private final ProjectLocks locks;

    DataCopy(ResourceStore store, Provisioning provisioning, Kinds kinds, ProjectLocks locks) {
        this.store = store;
        this.provisioning = provisioning;
        this.kinds = kinds;
        this.locks = locks;
    }

    /**
     * Copies all of them, databases each as of one moment, folders file by file.
     *
     * @param from the project to copy from
     * @param to the project to copy to, not the same
     * @param replace whether data that it has may be replaced
     * @throws InvalidException if a database is on a server of the operator's own
     * @throws ConflictException if the project has data that may not be replaced; nothing was copied
     * @throws ProvisioningException if a server does not obey
     * @throws InterruptedException if interrupted
     */
    public void copy(String from, String to, boolean replace) throws ProvisioningException, InterruptedException {
        String first = from.compareTo(to) < 0 ? from : to;
        String second = first.equals(from) ? to : from;
        try (ProjectLocks.Held one = locks.take(first);
                ProjectLocks.Held other = locks.take(second)) {
            List<ResourceRow> sources = store.list(from).stream()
                    .filter(row -> row.ready() && isCopied(from, row))
                    .toList();
            for (ResourceRow source : sources) {
                provisioning.make(to, ResourceRequest.of(source.type(), source.name()));
                ResourceRow target = target(to, source);
                if (!replace && !kinds.of(source.type()).isEmpty(share(to, source), target.values())) {
                    throw new ConflictException(
                            "The " + source.type() + " " + source.name() + " of " + to + " has data of its own."
                                    + " Nothing was copied. To replace them, send \"confirm\": \"" + to
                                    + "\", or run the goal with -Dshuttle.confirm=" + to + ".");
                }
            }
            for (ResourceRow source : sources) {
                kinds.of(source.type())
                        .copy(
                                share(from, source),
                                source.values(),
                                share(to, source),
                                target(to, source).values());
            }
        }
    }

    /** Databases, and Redis that is ours: that of an operator's own server is a cache that fills again. */
    private boolean isCopied(String from, ResourceRow row) {
        boolean can = kinds.of(row.type()).canCopy();
        if (row.type().equals(ResourceRequest.POSTGRES) && !can) {
            throw new InvalidException(
                    "copy",
                    "The databases of " + from + " are on a server of the operator's own, where Shuttle copies"
                            + " nothing: use pg_dump, through mvn shuttle:connect.");
        }
        return can;
    }

    private static Share share(String project, ResourceRow row) {
        return new Share(project, row.name());
    }

    private ResourceRow target(String project, ResourceRow like) {
        return store.find(project, like.type(), like.name())
                .orElseThrow(() -> new UnknownResourceException(project, like.type(), like.name()));
    }
}
