package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.Domain;
import dev.shuttle.protocol.EnvironmentVariable;
import dev.shuttle.protocol.SecretName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a project.
 *
 * @param project its head
 * @param variables of its environment
 * @param secrets their names
 * @param missing names of secrets that its code asks for and that are not set
 * @param domains of its own
 * @param restart by a change that was just saved; null if there was none
 */
public record SettingsPage(
        ProjectHead project,
        List<EnvironmentVariable> variables,
        List<SecretName> secrets,
        List<String> missing,
        List<Domain> domains,
        @Nullable DeploymentLine restart)
        implements View {
    @Override
    public String title() {
        return "Settings of " + project.name();
    }
}
