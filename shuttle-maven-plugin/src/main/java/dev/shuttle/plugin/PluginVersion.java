package dev.shuttle.plugin;

import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.jspecify.annotations.Nullable;

/** Which version of this plugin runs, as it tells servers. */
final class PluginVersion {

    private PluginVersion() {}

    /** For the header User-Agent. */
    static String agent(@Nullable Map<?, ?> pluginContext) {
        return "shuttle-maven-plugin/" + of(pluginContext);
    }

    static String of(@Nullable Map<?, ?> pluginContext) {
        return descriptor(pluginContext).map(PluginDescriptor::getVersion).orElse("unknown");
    }

    /** The description of this plugin that Maven has read. */
    static Optional<PluginDescriptor> descriptor(@Nullable Map<?, ?> pluginContext) {
        Object descriptor = pluginContext == null ? null : pluginContext.get("pluginDescriptor"); // Maven's own name
        return descriptor instanceof PluginDescriptor plugin ? Optional.of(plugin) : Optional.empty();
    }
}
