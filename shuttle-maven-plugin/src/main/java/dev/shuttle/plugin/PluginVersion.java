package dev.shuttle.plugin;

import java.util.Map;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.jspecify.annotations.Nullable;

/** Which version of this plugin runs, as it tells servers. */
final class PluginVersion {

    private PluginVersion() {}

    /** For the header User-Agent. */
    static String agent(@Nullable Map<?, ?> pluginContext) {
        Object descriptor = pluginContext == null ? null : pluginContext.get("pluginDescriptor"); // Maven's own name
        return "shuttle-maven-plugin/"
                + (descriptor instanceof PluginDescriptor plugin ? plugin.getVersion() : "unknown");
    }
}
