package dev.shuttle.controlplane;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import dev.shuttle.controlplane.backup.ScheduledBackups.Schedule;
import dev.shuttle.controlplane.certificates.AcmeSettings;
import dev.shuttle.controlplane.egress.EgressProxy;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.jdk.InvalidJdkException;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.jdk.JdkSearch;
import dev.shuttle.controlplane.mavenproxy.InvalidMavenSettingsException;
import dev.shuttle.controlplane.mavenproxy.MavenSettings;
import dev.shuttle.controlplane.project.PublicUrl;
import dev.shuttle.controlplane.sandbox.Sandbox;
import dev.shuttle.controlplane.telemetry.OtlpHeaders;
import dev.shuttle.controlplane.telemetry.OtlpSettings;
import dev.shuttle.controlplane.webhook.ReceiverUrl;
import dev.shuttle.controlplane.webhook.WebhookSecret;
import dev.shuttle.proxy.ProxySettings;
import dev.shuttle.proxy.forwarded.IpNetwork;
import dev.shuttle.proxy.forwarded.TrustedProxies;
import dev.shuttle.resources.postgres.PostgresUrl;
import dev.shuttle.resources.redis.RedisUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings, a group at a time, and reports all faults at once. It is given the environment by {@link Command},
 * the only class that reads it; {@code dev.shuttle.os} reads PATH and TZ.
 */
public final class SettingsReader {
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    private static final Pattern EMAIL = Pattern.compile("[^@\\s,<>\"]+@[^@\\s,<>\"]+");

    /** A JVM in less does not start. */
    private static final String LEAST_MEMORY = "128MiB";

    /** A release and its log need some of it; and a size without its unit is a mistake. */
    private static final String LEAST_DISK = "16MiB";

    /** A backup of a small home takes some seconds. */
    private static final Duration OFTEN = Duration.ofMinutes(1);

    /** Metrics are looked up for each export. */
    private static final Duration OFTEN_EXPORTED = Duration.ofSeconds(1);

    private static final String EMBEDDED = "embedded";

    private final List<String> faults = new ArrayList<>();
    private final Set<String> warnings = new TreeSet<>();
    private final Map<String, String> environment;
    private final String userHome;
    private final boolean root;
    private final GivenSettings given;
    private final SettingValues values;

    /** {@code flags} are the arguments after the command; {@code root} is whether the process runs as root. */
    public SettingsReader(Map<String, String> environment, List<String> flags, String userHome, boolean root) {
        this.environment = Map.copyOf(environment);
        this.userHome = userHome;
        this.root = root;
        given = new GivenSettings(environment, flags, faults);
        values = new SettingValues(given, faults);
    }

    /** Of settings without effect, or with one that is hardly meant; a sentence each. Complete once they are read. */
    public Set<String> warnings() {
        Set<String> all = new TreeSet<>(given.warnings());
        all.addAll(warnings);
        return all;
    }

    /** Throws with every fault, a line each. */
    public Settings read() throws InvalidSettingsException {
        Path home = home();
        Settings settings = new Settings(
                home,
                new Settings.Listener(values.text(Setting.API_HOST), values.port(Setting.API_PORT)),
                edge(),
                new Settings.Keys(values.key(Setting.API_KEY), values.key(Setting.MASTER_KEY)),
                stores(),
                builds(),
                archives(),
                services(),
                deployments(),
                notices(),
                new Settings.Logs(
                        values.durationOrZero(Setting.KEEP_LOGS),
                        values.parsed(Setting.LOG_DRAIN, SettingsReader::receiver)),
                otlp(),
                values.parsed(Setting.EGRESS_PROXY, EgressProxy::parse),
                backups(home));
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return settings;
    }

    private Path home() {
        String fallback = root ? "/var/lib/shuttle" : userHome + "/.shuttle";
        return Path.of(values.text(Setting.HOME, fallback)).toAbsolutePath().normalize();
    }

    private Settings.Edge edge() {
        String domain = values.matching(Setting.DOMAIN, DOMAIN, "a host name in lower case, such as apps.example.org");
        String host =
                values.text(Setting.PROXY_HOST, domain.equals(Settings.LOCAL) ? ProxySettings.LOOPBACK : "0.0.0.0");
        Settings.Edge edge = new Settings.Edge(
                new Settings.Listener(host, values.port(Setting.PROXY_PORT)),
                tls(),
                acme(domain),
                values.port(Setting.TLS_PORT),
                https(),
                domain,
                values.parsed(Setting.PUBLIC_URL, PublicUrl::parse),
                trusted(),
                values.duration(Setting.RESPONSE_TIMEOUT));
        warnOfUntrustedProxy(edge);
        return edge;
    }

    private void warnOfUntrustedProxy(Settings.Edge edge) {
        if (edge.url() != null
                && edge.url().secure()
                && edge.tls().isEmpty()
                && edge.acme() == null
                && edge.trusted().networks().isEmpty()) {
            warnings.add(Setting.PUBLIC_URL.variable()
                    + " is an https URL, but no proxy before this one is believed, so services"
                    + " are told of http, and api." + edge.url().domain()
                    + " answers 403: name that proxy's address in "
                    + Setting.TRUSTED_PROXIES.variable() + ".");
        }
    }

    private TrustedProxies trusted() {
        List<IpNetwork> networks = new ArrayList<>();
        for (String entry : values.text(Setting.TRUSTED_PROXIES).split("[,\\s]+", -1)) {
            if (!entry.isEmpty()) {
                IpNetwork.parse(entry)
                        .ifPresentOrElse(
                                networks::add,
                                () -> faults.add(Setting.TRUSTED_PROXIES.variable() + " (or "
                                        + Setting.TRUSTED_PROXIES.flag() + ") has the entry \"" + entry
                                        + "\", which is neither an IP address nor a network such as 10.0.0.0/8 or"
                                        + " fd00::/8 (with no bits set behind its prefix): correct or remove it."));
            }
        }
        return new TrustedProxies(networks);
    }

    /** As many keys as certificates, in their order. */
    private List<Settings.Tls> tls() {
        List<Path> certificates = values.files(Setting.TLS_CERTIFICATE);
        List<Path> keys = values.files(Setting.TLS_KEY);
        if (values.text(Setting.TLS_CERTIFICATE).isEmpty()
                != values.text(Setting.TLS_KEY).isEmpty()) {
            faults.add(Setting.TLS_CERTIFICATE.variable() + " and " + Setting.TLS_KEY.variable()
                    + " belong together: set both, or neither.");
        } else if (certificates.size() != keys.size()) {
            faults.add(Setting.TLS_CERTIFICATE.variable() + " names " + certificates.size() + " readable files, and "
                    + Setting.TLS_KEY.variable() + " " + keys.size()
                    + ": name a key for each certificate, in the same order.");
        }
        List<Settings.Tls> pairs = new ArrayList<>();
        for (int i = 0; i < Math.min(certificates.size(), keys.size()); i++) {
            pairs.add(new Settings.Tls(certificates.get(i), keys.get(i)));
        }
        return List.copyOf(pairs);
    }

    /** Null: none are ordered. */
    private @Nullable AcmeSettings acme(String domain) {
        String email = values.text(Setting.ACME);
        @Nullable URI directory = directory();
        Path trust = values.file(Setting.ACME_CA);
        Path hook = values.file(Setting.ACME_DNS_HOOK);
        if (hook != null && !Files.isExecutable(hook)) {
            values.fault(Setting.ACME_DNS_HOOK, hook.toString(), "a program that this user can execute");
        }
        if (email.isEmpty() || directory == null) {
            return null;
        }
        if (!EMAIL.matcher(email).matches()) {
            values.fault(Setting.ACME, email, "an e-mail address, to which the authority writes");
        }
        if (domain.equals(Settings.LOCAL) || domain.endsWith("." + Settings.LOCAL)) {
            faults.add(Setting.ACME.variable() + " needs " + Setting.DOMAIN.variable() + ": no authority gives a"
                    + " certificate for names below localhost.");
        }
        return new AcmeSettings(email, directory, trust, hook);
    }

    private @Nullable URI directory() {
        String text = values.text(Setting.ACME_DIRECTORY);
        try {
            URI uri = new URI(text);
            if ("https".equals(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // The fault below says it.
        }
        values.fault(Setting.ACME_DIRECTORY, text, "an https URL, such as https://ca.example.com/directory");
        return null;
    }

    private Settings.Https https() {
        boolean redirect =
                Boolean.parseBoolean(values.oneOf(Setting.HTTPS_REDIRECT, Set.of("true", "false"), "true or false"));
        Duration hsts = values.durationOrZero(Setting.HSTS);
        return new Settings.Https(redirect, hsts.isZero() ? null : hsts);
    }

    private Settings.Stores stores() {
        return new Settings.Stores(
                databaseUrl(),
                values.text(Setting.ACCEPT_STORE).isEmpty() ? null : values.text(Setting.ACCEPT_STORE),
                values.parsed(Setting.POSTGRES_URL, PostgresUrl::parse),
                values.parsed(Setting.REDIS_URL, RedisUrl::parse));
    }

    private @Nullable String databaseUrl() {
        String url = values.text(Setting.DATABASE_URL);
        if (url.isEmpty()) {
            return null;
        }
        if (!url.startsWith("jdbc:h2:")) {
            values.fault(
                    Setting.DATABASE_URL,
                    url.replaceAll("(?i)password=[^&;]*", "password=***"),
                    "a JDBC URL of H2, jdbc:h2:…; PostgreSQL is not supported yet");
        }
        return url;
    }

    private Settings.Builds builds() {
        int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
        return new Settings.Builds(
                values.number(Setting.BUILDERS, Integer.toString(processors), 1, 64),
                values.number(
                        Setting.WARM_BUILDERS,
                        Integer.toString(Runtime.getRuntime().availableProcessors()),
                        0,
                        256),
                values.duration(Setting.BUILD_TIMEOUT),
                jdks(),
                mavenSettings());
    }

    /** Those that are named, else those that are found. */
    private List<Jdk> jdks() {
        String named = values.text(Setting.JDKS);
        return named.isEmpty()
                ? JdkSearch.inUsualPlaces(Path.of(userHome)).find(environment.get("JAVA_HOME"))
                : Arrays.stream(named.split(":", -1))
                        .filter(home -> !home.isBlank())
                        .flatMap(home -> jdk(home.strip()).stream())
                        .toList();
    }

    private Optional<Jdk> jdk(String home) {
        try {
            return Optional.of(Jdk.at(Path.of(home).toAbsolutePath()));
        } catch (InvalidJdkException | InvalidPathException e) {
            faults.add(Setting.JDKS.variable() + " (or " + Setting.JDKS.flag() + ") names \"" + home
                    + "\", which is not the home of a JDK: " + e.getMessage() + ".");
            return Optional.empty();
        }
    }

    private MavenSettings mavenSettings() {
        Path file = values.file(Setting.MAVEN_SETTINGS);
        try {
            return file == null ? MavenSettings.none() : MavenSettings.read(file, environment);
        } catch (InvalidMavenSettingsException e) {
            values.fault(Setting.MAVEN_SETTINGS, e);
            return MavenSettings.none();
        }
    }

    private Settings.Archives archives() {
        return new Settings.Archives(
                values.size(Setting.MAX_UPLOAD),
                values.size(Setting.MAX_UNPACKED),
                values.number(Setting.MAX_ENTRIES, 1, 10_000_000));
    }

    private Settings.Services services() {
        String isolation = values.oneOf(
                Setting.ISOLATION, Set.of("dedicated", EMBEDDED), "dedicated or embedded; shared is not supported yet");
        return new Settings.Services(
                isolation.equals(EMBEDDED),
                new Sandbox.Limits(
                        values.sizeFrom(Setting.HOST_MEMORY, LEAST_MEMORY),
                        values.sizeFrom(Setting.BUILD_MEMORY, LEAST_MEMORY)));
    }

    /** The URL may have a token in it: no message shows it. */
    private static URI receiver(String text) {
        try {
            URI url = new URI(text.strip());
            if (Set.of("http", "https").contains(String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new InvalidException(
                "URL", "It begins with https:// or http:// and a host, and has no user and password.");
    }

    /** Null: nothing is exported. */
    private @Nullable OtlpSettings otlp() {
        URI endpoint = values.parsed(Setting.OTLP_ENDPOINT, SettingsReader::receiver);
        Map<String, String> headers = values.parsed(Setting.OTLP_HEADERS, OtlpHeaders::parse);
        Duration every = values.durationOrZero(Setting.OTLP_METRICS_EVERY);
        int requests = values.number(Setting.OTLP_REQUESTS, 0, 1000);
        if (!every.isZero() && every.compareTo(OFTEN_EXPORTED) < 0) {
            values.fault(Setting.OTLP_METRICS_EVERY, every.toString(), "a second or more, or PT0S");
        }
        if (endpoint == null && headers != null) {
            faults.add(Setting.OTLP_HEADERS.variable() + " is sent to " + Setting.OTLP_ENDPOINT.variable()
                    + ": set both, or the URL alone.");
        }
        return endpoint == null
                ? null
                : new OtlpSettings(endpoint, headers == null ? Map.of() : headers, every, requests);
    }

    private Settings.Notices notices() {
        String url = values.text(Setting.WEBHOOK_URL);
        String secret = values.text(Setting.WEBHOOK_SECRET);
        if (url.isEmpty() && !secret.isEmpty()) {
            faults.add(Setting.WEBHOOK_SECRET.variable() + " signs what " + Setting.WEBHOOK_URL.variable()
                    + " gets: set both, or the URL alone.");
        }
        var unused = values.parsed(Setting.WEBHOOK_SECRET, WebhookSecret::parse);
        return new Settings.Notices(
                values.parsed(Setting.WEBHOOK_URL, ReceiverUrl::parse), secret.isEmpty() ? null : secret);
    }

    /** Null: none are scheduled. */
    private @Nullable Schedule backups(Path home) {
        Duration every = values.duration(Setting.BACKUP_EVERY);
        int keep = values.number(Setting.BACKUP_KEEP, 1, 1000);
        if (every.compareTo(OFTEN) < 0) {
            values.fault(Setting.BACKUP_EVERY, every.toString(), "a minute or more");
        }
        Path directory = values.folder(Setting.BACKUP_DIRECTORY);
        if (directory != null && directory.startsWith(home)) {
            values.fault(
                    Setting.BACKUP_DIRECTORY,
                    directory.toString(),
                    "outside of the home " + home + ", best on another disk");
        }
        return directory == null ? null : new Schedule(directory, every, keep);
    }

    private Settings.Deployments deployments() {
        return new Settings.Deployments(
                values.duration(Setting.START_TIMEOUT),
                values.duration(Setting.DRAIN_TIMEOUT),
                values.durationOrZero(Setting.STANDBY_TIME),
                values.number(Setting.KEEP_RELEASES, 1, 1000),
                values.sizeOrZero(Setting.PROJECT_DISK, LEAST_DISK),
                values.number(Setting.CLEAN_UP_LIMIT, 0, 10_000_000));
    }
}
