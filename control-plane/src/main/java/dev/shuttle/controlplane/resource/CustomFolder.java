package dev.shuttle.controlplane.resource;

import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.folder.Folders;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The platform's part of a custom resource: a folder, in which its provider, which runs in the host,
 * may keep what it likes.
 */
public record CustomFolder(Folders folders, String type) implements Provisioner {
    /** Names that a provider gives to secrets, such as {@code apiToken}. */
    private static final Pattern SECRET_NAME =
            Pattern.compile("(out|previous)\\..*(password|secret|token|key|credential).*", Pattern.CASE_INSENSITIVE);

    @Override
    public Map<String, String> draft(String project, String name, List<Map<String, String>> siblings) {
        return Map.of();
    }

    @Override
    public Map<String, String> ensure(String project, String name, Map<String, String> draft)
            throws ProvisioningException {
        return Map.of("folder", folders.custom(project, type, name).toString());
    }

    @Override
    public void destroy(String project, String name, Map<String, String> draft) throws ProvisioningException {
        folders.destroyCustom(project, type, name);
    }

    @Override
    public boolean isSecret(String key) {
        return SECRET_NAME.matcher(key).matches();
    }

    /** All that a provider has returned: it may be secret, whatever its name. */
    @Override
    public boolean isHidden(String key) {
        return key.startsWith("out.") || key.startsWith("previous.");
    }

    @Override
    public void close() {}
}
