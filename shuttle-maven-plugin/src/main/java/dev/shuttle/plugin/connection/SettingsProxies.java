package dev.shuttle.plugin.connection;

import dev.shuttle.protocol.client.ApiAddress;
import dev.shuttle.protocol.client.HttpProxy;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.jspecify.annotations.Nullable;

/**
 * The way to a control plane: the proxy of settings.xml that Maven itself would take, with its name and password; or
 * else the JVM's own choice.
 *
 * @param settings Maven's
 * @param decrypter for passwords that are encrypted in them
 */
public record SettingsProxies(Settings settings, SettingsDecrypter decrypter) {

    /**
     * Chooses.
     *
     * @param api where to
     * @return for this address only
     * @throws UnusableProxyException when the proxy's password cannot be decrypted
     */
    public HttpProxy towards(ApiAddress api) throws UnusableProxyException {
        Proxy proxy = proxyFor(api).orElse(null);
        if (proxy == null || api.isLoopback() || isExcepted(api.uri().getHost(), proxy.getNonProxyHosts())) {
            return HttpProxy.BY_JVM;
        }
        ProxySelector through = ProxySelector.of(InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort()));
        String user = proxy.getUsername();
        if (user == null || user.isEmpty()) {
            return new HttpProxy(through, null);
        }
        return HttpProxy.withPassword(through, user, password(proxy));
    }

    /** The active one for this scheme; for https, one for http will do. */
    private Optional<Proxy> proxyFor(ApiAddress api) {
        String scheme = api.uri().getScheme();
        return active(scheme).or(() -> scheme.equalsIgnoreCase("https") ? active("http") : Optional.empty());
    }

    private Optional<Proxy> active(String scheme) {
        return settings.getProxies().stream()
                .filter(each -> each.isActive() && scheme.equalsIgnoreCase(each.getProtocol()))
                .findFirst();
    }

    private String password(Proxy proxy) throws UnusableProxyException {
        SettingsDecryptionResult result = decrypter.decrypt(new DefaultSettingsDecryptionRequest(proxy));
        String password = result.getProxy().getPassword();
        if (password == null) {
            return "";
        }
        if (password.matches("\\{.*\\}") || !result.getProblems().isEmpty()) {
            throw new UnusableProxyException("settings.xml has a <proxy> for " + proxy.getHost()
                    + " whose password is encrypted and cannot be decrypted: see settings-security.xml in Maven's guide"
                    + " to password encryption.");
        }
        return password;
    }

    private static boolean isExcepted(String host, @Nullable String patterns) {
        if (patterns == null) {
            return false;
        }
        for (String pattern : patterns.split("[|,\\s]+", -1)) {
            String regex = "(?i)" + Pattern.quote(pattern).replace("*", "\\E.*\\Q");
            if (!pattern.isEmpty() && host.matches(regex)) {
                return true;
            }
        }
        return false;
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return "the proxies of settings.xml";
    }
}
