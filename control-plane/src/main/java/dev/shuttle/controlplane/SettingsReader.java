package dev.shuttle.controlplane;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import dev.shuttle.controlplane.mavenproxy.InvalidMavenSettingsException;
import dev.shuttle.controlplane.mavenproxy.MavenSettings;
import dev.shuttle.controlplane.sandbox.Sandbox;
import dev.shuttle.resources.postgres.PostgresUrl;
import dev.shuttle.resources.redis.RedisUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings from environment variables {@code SHUTTLE_…} and {@code --kebab-case} flags; a flag wins. It is given
 * the environment by {@link Command}, the only class that reads it; {@code dev.shuttle.os} reads PATH and TZ. All faults are reported at once; what is unknown is named in a warning.
 */
public final class SettingsReader {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB)?");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final int SHORTEST_KEY = 20;
    private static final long LEAST_MEMORY = 128L << 20;

    /** Of the client's, not of the control plane's: no reason to warn. */
    private static final Set<String> CLIENTS = Set.of("API");

    private static final Set<String> NOT_YET = Set.of("JDKS", "EGRESS_PROXY", "SHARE_LIBRARIES");

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final List<String> faults = new ArrayList<>();
    private final Set<String> warnings = new TreeSet<>();
    private final Map<String, String> environment;
    private final String userHome;
    private final boolean root;

    /**
     * A reader of one set of inputs.
     *
     * @param environment the process's environment
     * @param flags the arguments after the command
     * @param userHome the user's home directory
     * @param root whether the process runs as root
     */
    public SettingsReader(Map<String, String> environment, List<String> flags, String userHome, boolean root) {
        this.environment = Map.copyOf(environment);
        this.userHome = userHome;
        this.root = root;
        environment.forEach((name, value) -> {
            if (name.startsWith(Setting.PREFIX)) {
                put(name.substring(Setting.PREFIX.length()), name, value);
            }
        });
        readFlags(flags);
    }

    /**
     * Unknown or unused settings, a sentence each.
     *
     * @return the warnings, sorted
     */
    public Set<String> warnings() {
        return warnings;
    }

    /**
     * Reads all.
     *
     * @return valid settings
     * @throws InvalidSettingsException with every fault, a line each
     */
    public Settings read() throws InvalidSettingsException {
        String domain = matching(Setting.DOMAIN, DOMAIN, "a host name in lower case, such as apps.example.org");
        Settings settings = new Settings(
                home(),
                text(Setting.API_HOST),
                number(Setting.API_PORT, 0, 65535),
                text(Setting.PROXY_HOST, domain.equals("localhost") ? "127.0.0.1" : "0.0.0.0"),
                number(Setting.PROXY_PORT, 0, 65535),
                tls(),
                domain,
                key(Setting.API_KEY),
                key(Setting.MASTER_KEY),
                databaseUrl(),
                url(Setting.POSTGRES_URL, PostgresUrl::parse),
                url(Setting.REDIS_URL, RedisUrl::parse),
                embedded(),
                number(
                        Setting.BUILDERS,
                        Integer.toString(Math.max(2, Runtime.getRuntime().availableProcessors())),
                        1,
                        64),
                mavenSettings(),
                new Sandbox.Limits(memory(Setting.HOST_MEMORY), memory(Setting.BUILD_MEMORY)),
                size(Setting.MAX_UPLOAD),
                size(Setting.MAX_UNPACKED),
                number(Setting.MAX_ENTRIES, 1, 10_000_000),
                duration(Setting.BUILD_TIMEOUT),
                duration(Setting.START_TIMEOUT),
                duration(Setting.DRAIN_TIMEOUT),
                number(Setting.KEEP_RELEASES, 1, 1000));
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return settings;
    }

    private void readFlags(List<String> flags) {
        for (int i = 0; i < flags.size(); i++) {
            String flag = flags.get(i);
            if (!flag.startsWith("--")) {
                faults.add(
                        "The argument " + flag + " is not valid: pass settings as --api-port 8001 or --api-port=8001.");
                continue;
            }
            int equals = flag.indexOf('=');
            String name = equals < 0 ? flag : flag.substring(0, equals);
            if (equals < 0 && i + 1 == flags.size()) {
                faults.add("The flag " + name + " has no value: pass it as " + name + "=VALUE.");
                continue;
            }
            String value = equals < 0 ? flags.get(++i) : flag.substring(equals + 1);
            put(name.substring(2).toUpperCase(Locale.ROOT).replace('-', '_'), name, value);
        }
    }

    private void put(String key, String givenAs, String value) {
        Optional<Setting> setting = Setting.named(key);
        if (setting.isPresent()) {
            values.put(setting.get(), value);
        } else if (NOT_YET.contains(key)) {
            warnings.add("The setting " + givenAs + " has no effect yet in this version.");
        } else if (!CLIENTS.contains(key)) {
            warnings.add("There is no setting " + givenAs + "; it is ignored.");
        }
    }

    private Path home() {
        String fallback = root ? "/var/lib/shuttle" : userHome + "/.shuttle";
        return Path.of(text(Setting.HOME, fallback)).toAbsolutePath().normalize();
    }

    private Settings.@Nullable Tls tls() {
        String certificate = text(Setting.TLS_CERTIFICATE);
        String key = text(Setting.TLS_KEY);
        int port = number(Setting.TLS_PORT, 0, 65535);
        if (certificate.isEmpty() && key.isEmpty()) {
            return null;
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            faults.add(Setting.TLS_CERTIFICATE.variable() + " and " + Setting.TLS_KEY.variable()
                    + " belong together: set both, or neither.");
            return null;
        }
        readable(Setting.TLS_CERTIFICATE, certificate);
        readable(Setting.TLS_KEY, key);
        return new Settings.Tls(
                Path.of(certificate).toAbsolutePath(), Path.of(key).toAbsolutePath(), port);
    }

    private boolean readable(Setting key, String value) {
        Path file = Path.of(value);
        boolean readable = Files.isRegularFile(file) && Files.isReadable(file);
        if (!readable) {
            fault(key, value, "a readable file");
        }
        return readable;
    }

    private @Nullable String key(Setting name) {
        String key = values.get(name);
        if (key != null && key.length() < SHORTEST_KEY) {
            fault(name, "***", "a string of " + SHORTEST_KEY + " characters or more");
        }
        return key;
    }

    private @Nullable String databaseUrl() {
        String url = values.get(Setting.DATABASE_URL);
        if (url != null && !url.startsWith("jdbc:h2:")) {
            fault(
                    Setting.DATABASE_URL,
                    url.replaceAll("(?i)password=[^&;]*", "password=***"),
                    "a JDBC URL of H2, jdbc:h2:…; PostgreSQL is not supported yet");
        }
        return url;
    }

    /** Its own words about what is wrong with it, which hold no password. */
    private <T> @Nullable T url(Setting name, Function<String, T> parser) {
        String url = values.get(name);
        if (url == null || url.isBlank()) {
            return null;
        }
        try {
            return parser.apply(url.strip());
        } catch (IllegalArgumentException e) {
            faults.add(name.variable() + ": " + e.getMessage());
            return null;
        }
    }

    private boolean embedded() {
        String isolation = text(Setting.ISOLATION);
        if (!Set.of("dedicated", "embedded").contains(isolation)) {
            fault(Setting.ISOLATION, isolation, "dedicated or embedded; shared is not supported yet");
        }
        return isolation.equals("embedded");
    }

    private MavenSettings mavenSettings() {
        String value = values.get(Setting.MAVEN_SETTINGS);
        if (value == null || value.isBlank()) {
            return MavenSettings.none();
        }
        Path file = Path.of(value).toAbsolutePath();
        if (!readable(Setting.MAVEN_SETTINGS, value)) {
            return MavenSettings.none();
        }
        try {
            return MavenSettings.read(file, environment);
        } catch (InvalidMavenSettingsException e) {
            faults.add(Setting.MAVEN_SETTINGS.variable() + ": " + e.getMessage());
            return MavenSettings.none();
        }
    }

    private int number(Setting key, int least, int most) {
        return number(key, key.fallback(), least, most);
    }

    private int number(Setting key, String fallback, int least, int most) {
        return parsed(key, fallback, "a number from " + least + " to " + most, text -> {
            int number = Integer.parseInt(text.trim());
            return number < least || number > most ? null : number;
        });
    }

    private long size(Setting key) {
        return parsed(key, key.fallback(), "a size such as 256MiB, and less than 8 EiB", text -> {
            Matcher size = SIZE.matcher(text.trim());
            if (!size.matches()) {
                return null;
            }
            return Math.multiplyExact(Long.parseLong(size.group(1)), unit(size.group(2)));
        });
    }

    /** A JVM in less does not start. */
    private long memory(Setting key) {
        long bytes = size(key);
        if (bytes < LEAST_MEMORY) {
            fault(key, text(key), "128MiB or more");
        }
        return bytes;
    }

    private static long unit(@Nullable String unit) {
        if (unit == null) {
            return 1;
        }
        return switch (unit) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1;
        };
    }

    private Duration duration(Setting key) {
        return parsed(key, key.fallback(), "an ISO-8601 duration above zero, such as PT30S", text -> {
            Duration duration = Duration.parse(text.trim());
            return duration.isNegative() || duration.isZero() ? null : duration;
        });
    }

    private String matching(Setting key, Pattern pattern, String what) {
        return parsed(key, key.fallback(), what, text -> pattern.matcher(text).matches() ? text : null);
    }

    private <T> T parsed(Setting key, String fallback, String what, Function<String, @Nullable T> parser) {
        String given = text(key, fallback);
        try {
            T value = parser.apply(given);
            if (value != null) {
                return value;
            }
        } catch (NumberFormatException | ArithmeticException | DateTimeParseException e) {
            // The fault below says it.
        }
        fault(key, given, what);
        T value = parser.apply(fallback);
        if (value == null) {
            throw new IllegalStateException("default of " + key);
        }
        return value;
    }

    private String text(Setting key) {
        return text(key, key.fallback());
    }

    private String text(Setting key, String fallback) {
        String value = values.get(key);
        return value == null || value.isBlank() ? fallback : value;
    }

    private void fault(Setting key, String given, String wanted) {
        faults.add(key.variable() + " (or " + key.flag() + ") is \"" + given + "\", but must be " + wanted + ".");
    }
}
