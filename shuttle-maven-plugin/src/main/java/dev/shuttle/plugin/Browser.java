package dev.shuttle.plugin;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The browser of a desktop, where there is one.
 *
 * @param system the operating system's name, as Java gives it
 * @param environment the environment's variables
 */
record Browser(String system, Map<String, String> environment) {

    /** Shows an address, without waiting for it to be shown; false where there is no desktop. */
    boolean open(URI url) {
        Optional<List<String>> command = command(url);
        if (command.isEmpty()) {
            return false;
        }
        try {
            Process opener = new ProcessBuilder(command.get())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            opener.getOutputStream().close();
            return true;
        } catch (IOException noBrowser) {
            return false;
        }
    }

    /** The desktop's own way; only for web addresses, since others can start programs. */
    Optional<List<String>> command(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return Optional.empty();
        }
        String name = system.toLowerCase(Locale.ROOT);
        if (name.contains("mac")) {
            return Optional.of(List.of("open", url.toString()));
        }
        if (name.contains("windows")) {
            return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler", url.toString()));
        }
        boolean desktop = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return desktop ? Optional.of(List.of("xdg-open", url.toString())) : Optional.empty();
    }

    /** Where the console of an API is: beside {@code api.DOMAIN}, or on the API's own port. */
    static URI console(URI api) {
        String address = api.toString();
        String host = api.getHost();
        return host.startsWith("api.")
                ? URI.create(address.replaceFirst("//api\\.", "//console."))
                : URI.create(address + "/");
    }
}
