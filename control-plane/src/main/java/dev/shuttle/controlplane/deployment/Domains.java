package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.certificates.Certificates;
import dev.shuttle.controlplane.fault.ConflictException;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.project.BadDomainException;
import dev.shuttle.controlplane.project.DomainOwners;
import dev.shuttle.controlplane.project.DomainStore;
import dev.shuttle.controlplane.project.HostName;
import dev.shuttle.controlplane.project.UnknownDomainException;
import dev.shuttle.protocol.Domain;
import dev.shuttle.protocol.DomainCertificate;
import dev.shuttle.protocol.Page;
import dev.shuttle.proxy.RoutingTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Host names of users' own, at which a project answers too: aliases in the proxy of the project's own host. Whether
 * their DNS leads here is between the user and its provider. Thread-safe.
 */
public final class Domains {
    private static final Logger LOG = LoggerFactory.getLogger(Domains.class);

    /** As many names as a certificate takes, roughly. */
    private static final int MOST = 100;

    private final DomainStore store;
    private final RoutingTable routes;
    private final Addresses addresses;
    private final Overview overview;
    private final Function<String, List<String>> owners;
    private volatile @Nullable Certificates certificates;

    Domains(
            DomainStore store,
            RoutingTable routes,
            Addresses addresses,
            Overview overview,
            Function<String, List<String>> owners) {
        this.owners = owners;
        this.store = store;
        this.routes = routes;
        this.addresses = addresses;
        this.overview = overview;
    }

    /** From now on, each has a certificate by itself, which is told with it. */
    public void certifiedBy(Certificates orders) {
        certificates = orders;
    }

    /** Tells the proxy of all. Called once, at the start, before it is known which hosts have no project. */
    void restore() {
        store.all().forEach(this::lead);
    }

    /** Tells the proxy of a project's. */
    synchronized void restore(String project) {
        store.of(project).forEach(this::lead);
    }

    /** Whether a project of a backup may have it again: no other has it, and it is not the platform's. */
    public boolean isFree(String host) {
        return store.find(host).isEmpty() && !addresses.has(host);
    }

    /**
     * Those of a project.
     *
     * @param project its name
     * @return by host name
     */
    public Page<Domain> of(String project) {
        overview.requireProject(project);
        return new Page<>(store.of(project).stream().map(this::view).toList(), null);
    }

    /**
     * Lets a project answer at a host name too, from when this returns. Adding it again changes nothing,
     * and its certificate is tried again. Whose a name is says its DNS, else who was first; an administrator may give it.
     *
     * @param project its name
     * @param given the host name
     * @param administrator whether one gives it, who answers for whose it is
     * @return the domain, new or as it was
     * @throws BadDomainException if it is no host name, or the platform's
     * @throws ConflictException if another project has it, or one of its family, or this one too many
     */
    public Domain add(String project, String given, boolean administrator) {
        overview.requireProject(project);
        String host = HostName.parseNew(given);
        if (host.endsWith(".localhost")) {
            throw new BadDomainException(host + " always means the local machine; use a domain of your own.");
        }
        boolean asked = !administrator && !addresses.has(host) && !has(project, host);
        return add(project, host, administrator, asked ? owners.apply(host) : List.of());
    }

    /** With what the DNS says, which is asked without the lock. */
    private synchronized Domain add(String project, String host, boolean administrator, List<String> dns) {
        Optional<DomainStore.Row> known = store.find(host);
        if (known.filter(row -> row.project().equals(project)).isPresent()) {
            Certificates orders = certificates;
            if (orders != null) {
                orders.lookAgain(host);
            }
            return view(known.get());
        }
        requireNotThePlatforms(host, administrator);
        requireRoom(project);
        boolean proved = dns.contains(addresses.host(project));
        if (!proved && dns.stream().anyMatch(addresses::has)) {
            throw new ConflictException(
                    "The domain " + host + " is another project's by its DNS, which says " + String.join(", ", dns)
                            + ". If it is yours, " + proof(project, host) + ", or ask an administrator.");
        }
        if (!proved && known.isPresent()) {
            throw new ConflictException("The domain " + host + " belongs to another project; remove it there first. "
                    + "If it is yours, " + proof(project, host) + ".");
        }
        if (!proved && !administrator) {
            requireNoNeighbour(project, host);
        }
        known.ifPresent(row -> {
            LOG.info("The domain {} of {} goes to {}, as its DNS says", host, row.project(), project);
            store.remove(row.project(), host);
        });
        DomainStore.Row row = new DomainStore.Row(host, project, Instant.now());
        store.add(row);
        lead(row);
        return view(row);
    }

    private boolean has(String project, String host) {
        return store.find(host).filter(row -> row.project().equals(project)).isPresent();
    }

    private String proof(String project, String host) {
        return "set the TXT record " + DomainOwners.record(host) + " to \"" + addresses.host(project)
                + "\" and try again";
    }

    /**
     * Orders a new certificate for one, with a new key, and has the old one revoked once the new one is there.
     *
     * @param project its name
     * @param given the host name
     * @return the domain as it is meanwhile
     * @throws UnknownDomainException if the project does not have it
     * @throws ConflictException if this server orders no certificates
     */
    public synchronized Domain replaceCertificate(String project, String given) {
        overview.requireProject(project);
        String host = HostName.parse(given);
        DomainStore.Row row = store.find(host)
                .filter(each -> each.project().equals(project))
                .orElseThrow(() -> new UnknownDomainException(project, host));
        Certificates orders = certificates;
        if (orders == null) {
            throw new ConflictException("This server orders no certificates (SHUTTLE_ACME is not set): replace that of "
                    + host + " where it comes from.");
        }
        orders.replace(host);
        return view(row);
    }

    private void requireNotThePlatforms(String host, boolean administrator) {
        if (!addresses.has(host)) {
            return;
        }
        if (!addresses.isApex(host)) {
            throw new BadDomainException(host + " belongs to the platform, whose projects answer below "
                    + addresses.domain() + "; deploy a project of that name, or use a domain of your own.");
        }
        if (!administrator) {
            throw new BadDomainException(
                    host + " belongs to the platform (SHUTTLE_DOMAIN): an administrator can give it to"
                            + " this project, by the same command with an administrator's key.");
        }
    }

    /** Who has a domain has what is below it, and what it is below of, as far as others may take it by themselves. */
    private void requireNoNeighbour(String project, String host) {
        for (DomainStore.Row row : store.all()) {
            boolean family = host.endsWith("." + row.host()) || row.host().endsWith("." + host);
            if (family && !row.project().equals(project)) {
                throw new ConflictException("The domain " + host + " belongs together with " + row.host()
                        + ", which another project has. If it is yours, " + proof(project, host)
                        + ", or ask an administrator.");
            }
        }
    }

    private void requireRoom(String project) {
        if (store.of(project).size() >= MOST) {
            throw new ConflictException(
                    "The project " + project + " has " + MOST + " domains, which is the limit; remove some first.");
        }
    }

    /**
     * Removes one; it has no route when this returns.
     *
     * @param project its name
     * @param given the host name
     * @throws UnknownDomainException if the project does not have it
     */
    public synchronized void remove(String project, String given) {
        overview.requireProject(project);
        String host = HostName.parse(given);
        if (!store.remove(project, host)) {
            throw new UnknownDomainException(project, host);
        }
        routes.unalias(host);
    }

    /** Takes the project, with its domains, out of the proxy and out of the store, by {@code delete}. */
    synchronized void removeAll(String project, Runnable delete) {
        List<DomainStore.Row> gone = store.of(project);
        delete.run();
        gone.forEach(row -> routes.unalias(row.host()));
    }

    private void lead(DomainStore.Row row) {
        routes.alias(row.host(), addresses.host(row.project()));
    }

    private Domain view(DomainStore.Row row) {
        return new Domain(
                row.host(), addresses.urlOf(row.host()), row.createdAt(), certificate(certificates, row.host()));
    }

    private static @Nullable DomainCertificate certificate(@Nullable Certificates certificates, String host) {
        if (certificates == null) {
            return null;
        }
        return certificates
                .state(host)
                .map(state -> new DomainCertificate(state.expiresAt(), state.reason(), state.nextAttemptAt()))
                .orElse(null);
    }
}
