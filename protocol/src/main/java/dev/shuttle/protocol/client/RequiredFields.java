package dev.shuttle.protocol.client;

import dev.shuttle.protocol.AuditEntry;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Domain;
import dev.shuttle.protocol.EdgeSetting;
import dev.shuttle.protocol.EnvironmentVariable;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.NewKey;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.Resource;
import dev.shuttle.protocol.SecretName;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which members of the API's records are always there: JSON of some other server reads as a record full of nulls. */
final class RequiredFields {

    private RequiredFields() {}

    /** Whether all that a client relies on came. */
    static boolean areThere(Object value) {
        if (value instanceof Deployment deployment) {
            return ProjectName.isValid(String.valueOf(deployment.project()))
                    && all(deployment.id(), deployment.state(), deployment.url(), deployment.createdAt());
        }
        if (value instanceof Project project) {
            return all(project.name(), project.state(), project.url());
        }
        if (value instanceof SecretName secret) {
            return all(secret.name());
        }
        if (value instanceof EnvironmentVariable variable) {
            return all(variable.name(), variable.value());
        }
        if (value instanceof EdgeSetting setting) {
            return all(setting.name(), setting.value());
        }
        if (value instanceof Resource resource) {
            return all(resource.type(), resource.name(), resource.state(), resource.details());
        }
        return ofAccounts(value);
    }

    private static boolean ofAccounts(Object value) {
        if (value instanceof Key key) {
            return all(key.id(), key.name(), key.scope(), key.createdAt());
        }
        if (value instanceof NewKey key) {
            return all(key.id(), key.name(), key.scope(), key.createdAt(), key.key());
        }
        if (value instanceof Domain domain) {
            return all(domain.host(), domain.url(), domain.createdAt());
        }
        if (value instanceof AuditEntry entry) {
            return all(entry.id(), entry.at(), entry.actor(), entry.from(), entry.action(), entry.path());
        }
        return true;
    }

    private static boolean all(@Nullable Object... members) {
        return Stream.of(members).allMatch(Objects::nonNull);
    }
}
