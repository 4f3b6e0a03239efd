package dev.shuttle.plugin.connection;

import dev.shuttle.protocol.client.ApiAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.util.regex.Pattern;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Settings;
import org.jspecify.annotations.Nullable;

/** The way to a control plane: the active proxy of settings.xml, or else the JVM's own choice. */
public final class SettingsProxies {

    private SettingsProxies() {}

    /**
     * Chooses.
     *
     * @param settings Maven's
     * @param api where to
     * @return for this address only
     */
    public static ProxySelector towards(ApiAddress api, Settings settings) {
        Proxy proxy = settings.getActiveProxy();
        if (proxy == null || api.isLoopback() || isExcepted(api.uri().getHost(), proxy.getNonProxyHosts())) {
            return ProxySelector.getDefault();
        }
        return ProxySelector.of(InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort()));
    }

    private static boolean isExcepted(String host, @Nullable String patterns) {
        if (patterns == null) {
            return false;
        }
        for (String pattern : patterns.split("[|,\\s]+", -1)) {
            String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
            if (!pattern.isEmpty() && host.matches(regex)) {
                return true;
            }
        }
        return false;
    }
}
