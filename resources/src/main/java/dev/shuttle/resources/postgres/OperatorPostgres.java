package dev.shuttle.resources.postgres;

import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ResourceStatistics;
import dev.shuttle.resources.Share;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code @Postgres} from a server of the operator's: a database and a role for each project and name, made by a user
 * who has CREATEDB and CREATEROLE or is superuser. PostgreSQL 13 or newer. The operator decides which roles may connect to the server's other
 * databases: {@code REVOKE CONNECT ON DATABASE … FROM PUBLIC}. Thread-safe.
 */
public final class OperatorPostgres implements Provisioner {
    private final PostgresUrl server;
    private final PostgresShares shares;

    /**
     * No I/O.
     *
     * @param server where, and as whom
     * @param installation tells this Shuttle from others on the same server: what another has made is refused, and never
     *     dropped. The same in every run; visible to the server's users
     */
    public OperatorPostgres(PostgresUrl server, String installation) {
        this.server = server;
        this.shares = new PostgresShares(installation);
    }

    @Override
    public Map<String, String> draft(String project, String name, List<Map<String, String>> siblings) {
        return PostgresShares.draft(new Share(project, name));
    }

    @Override
    public Map<String, String> ensure(String project, String name, Map<String, String> draft)
            throws ProvisioningException {
        return shares.ensure(server, new Share(project, name), draft);
    }

    @Override
    public void destroy(String project, String name, Map<String, String> draft) throws ProvisioningException {
        shares.destroy(server, new Share(project, name), draft);
    }

    @Override
    public Optional<String> usage(String project, Map<String, String> draft) {
        return shares.usage(server, draft);
    }

    @Override
    public Optional<ResourceStatistics> statistics(String project, Map<String, String> draft)
            throws ProvisioningException {
        return Optional.of(new PostgresStatistics(server, draft).read());
    }

    @Override
    public boolean isSecret(String key) {
        return key.equals("password");
    }

    /** Nothing: the server is not ours. */
    @Override
    public void close() {}
}
