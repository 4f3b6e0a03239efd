package dev.shuttle.controlplane;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A setting of the operator: as {@code SHUTTLE_NAME} in the environment, or as {@code --name}, which wins. This is the one
 * list of them, from which {@code help} and {@code docs/reference.md} come.
 */
enum Setting {
    HOME("", "~/.shuttle; for root /var/lib/shuttle", "The folder of all state, for one control plane at a time."),
    API_HOST("127.0.0.1", "The address on which the API listens."),
    API_PORT("8001", "0 means any free port."),
    PROXY_HOST(
            "",
            "the loopback of both families while the domain is localhost, else all addresses of both",
            "The address on which the public proxy listens; localhost means the loopback of both families."),
    PROXY_PORT("8000", "0 means any free port."),
    TLS_CERTIFICATE(
            "",
            "none",
            "A PEM file: the proxy's certificate and its intermediates; or several, separated by ':', each for the hosts in"
                    + " it, the first for all others too. Reloaded when they change."),
    TLS_KEY(
            "",
            "none",
            "A PEM file: the certificate's private key, PKCS #8 without a password; for several, in their order."),
    TLS_PORT("8443", "The proxy's port for TLS, if it has certificates; 0 means any free port."),
    ACME(
            "",
            "off",
            "An e-mail address: certificates for all hosts come from an authority by ACME, whose terms are agreed to; the"
                    + " address is that of the account."),
    ACME_DIRECTORY(
            "https://acme-v02.api.letsencrypt.org/directory",
            "Let's Encrypt's",
            "The URL of the authority's directory."),
    ACME_CA(
            "",
            "those of the JDK",
            "A PEM file of the authorities by which the directory's own certificate is trusted."),
    ACME_DNS_HOOK(
            "",
            "none",
            "A program that sets DNS records, with the arguments present or cleanup, the record's name and its value: one"
                    + " wildcard certificate is for all hosts below the domain."),
    HTTPS_REDIRECT(
            "true",
            "true with TLS",
            "true: requests in clear text are redirected to TLS, for hosts that have a certificate. false: they are served."),
    HSTS(
            "PT0S",
            "PT0S, browsers are not told",
            "How long browsers shall ask for a host over TLS only, once they have: Strict-Transport-Security, unless the"
                    + " service sends its own."),
    DOMAIN(
            "localhost",
            "Project p answers at p.DOMAIN, the API at api.DOMAIN (and console.DOMAIN), over TLS only,"
                    + " unless the domain is localhost."),
    PUBLIC_URL(
            "",
            "from domain, TLS and port",
            "Where another proxy stands before this one: https://{project}.apps.example.com, which URLs are printed"
                    + " and given to services, and where api. and console. answer."),
    TRUSTED_PROXIES(
            "",
            "none",
            "Addresses and networks of proxies before this one, separated by commas: their Forwarded and X-Forwarded-*"
                    + " are believed and appended to."),
    API_KEY("", "generated, in admin.key of the home", "The first administrator's key: 20 characters or more."),
    MASTER_KEY(
            "",
            "generated, in master.key of the home",
            "Encrypts secrets and passwords at rest: 20 characters or more."),
    DATABASE_URL("", "H2 in the home", "The JDBC URL of the control plane's own store."),
    ACCEPT_STORE(
            "",
            "none",
            "The id of the home that goes on with a store that is not its own, or is empty, for one start: the message"
                    + " that refuses the store tells it."),
    POSTGRES_URL("", "embedded", "A PostgreSQL server of your own for the services' databases."),
    REDIS_URL("", "embedded", "A Redis server of your own for the services."),
    ISOLATION(
            "dedicated",
            "dedicated: one JVM per service. embedded: all services in the control plane's JVM, for trying things"
                    + " out."),
    BUILDERS("", "the number of processors, at least 2", "How many builds run at a time, 1 to 64."),
    WARM_BUILDERS(
            "",
            "the number of processors",
            "How many builders are kept between builds at most, one a project, 0 to 256. 0: each build starts a Maven."),
    MAVEN_SETTINGS("", "none", "A settings.xml for builds: mirrors, repositories, credentials. No build can read it."),
    EGRESS_PROXY(
            "",
            "none",
            "http://HOST:PORT or socks5://HOST:PORT, with USER:PASSWORD@ before the host if it asks for them: the proxy for"
                    + " all that the control plane fetches and posts, but on its own loopback."),
    JDKS(
            "",
            "those found under /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks and JAVA_HOME",
            "Homes of JDKs for builds and services, separated by ':', beside the one that runs the control plane."),
    HOST_MEMORY("1GiB", "The memory limit of a service's processes, on machines with cgroups."),
    BUILD_MEMORY("2GiB", "The memory limit of a build, on machines with cgroups."),
    BACKUP_DIRECTORY("", "none", "A folder for scheduled backups, outside of the home; it must exist."),
    BACKUP_EVERY("P1D", "How long after one scheduled backup the next is made."),
    BACKUP_KEEP("7", "How many scheduled backups are kept; older ones are deleted."),
    MAX_UPLOAD("256MiB", "The largest archive."),
    MAX_UNPACKED("1GiB", "The most bytes that an archive may unpack to."),
    MAX_ENTRIES("100000", "The most files and folders that an archive may hold."),
    BUILD_TIMEOUT("PT15M", "The longest build."),
    START_TIMEOUT("PT60S", "How long a service may take to become ready."),
    RESPONSE_TIMEOUT(
            "PT5M",
            "How long a service may be silent before it begins to answer, then 504. A project sets its own by"
                    + " shuttle:env under the same name."),
    DRAIN_TIMEOUT("PT30S", "How long the last requests to a replaced version may take."),
    STANDBY_TIME(
            "PT10S", "How long a replaced version runs on, to serve again if the new one ends; PT0S means not at all."),
    WEBHOOK_URL(
            "",
            "none",
            "Where notices of all projects and of failed backups are posted; it may be in a private network, but not Shuttle"
                    + " itself."),
    WEBHOOK_SECRET("", "none: they are not signed", "Signs these notices: whsec_ and Base64, or any other text."),
    KEEP_LOGS(
            "P30D",
            "How long lines of logs are kept, within 16 MiB a deployment; PT0S means as long as their deployment is known."),
    LOG_DRAIN(
            "",
            "none",
            "An http or https URL that gets each line of all projects' logs, as JSON lines by POST; it may be in a private"
                    + " network, but not Shuttle itself."),
    OTLP_ENDPOINT(
            "",
            "none",
            "The base URL of an OpenTelemetry collector that gets metrics and spans, by OTLP over HTTP at its /v1/metrics and"
                    + " /v1/traces; it may be in a private network, but not Shuttle itself."),
    OTLP_HEADERS(
            "",
            "none",
            "Headers of these requests, such as Authorization=Bearer%20TOKEN, separated by ',', values percent-encoded."),
    OTLP_METRICS_EVERY("PT1M", "How long after one export of metrics the next is; PT0S means none."),
    OTLP_REQUESTS("10", "How many requests of each project are recorded as spans, a second at most; 0 means none."),
    KEEP_RELEASES("10", "How many releases per project are kept for rollback."),
    PROJECT_DISK(
            "20GiB",
            "The most that a project may keep on disk: folders, embedded databases, releases, logs, build files. A project"
                    + " that has more gets no new deployments; 0 means no limit."),
    CLEAN_UP_LIMIT(
            "0",
            "20, or a tenth of all",
            "How many releases, logs or uploads that the store does not know a start may delete; with more it deletes"
                    + " none of them, and says so.");

    /** Of all variables. */
    static final String PREFIX = "SHUTTLE_";

    private final String fallback;
    private final String otherwise;
    private final String meaning;

    Setting(String fallback, String meaning) {
        this(fallback, fallback, meaning);
    }

    /** {@code otherwise} says in words what holds where nothing is set and {@code fallback} cannot say it. */
    Setting(String fallback, String otherwise, String meaning) {
        this.fallback = fallback;
        this.otherwise = otherwise;
        this.meaning = meaning;
    }

    /** By what stands behind {@code SHUTTLE_}. */
    static Optional<Setting> named(String name) {
        return Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
    }

    String variable() {
        return PREFIX + name();
    }

    String flag() {
        return flag(name());
    }

    static String flag(String name) {
        return "--" + name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The value that holds where none is set; empty where it depends. */
    String fallback() {
        return fallback;
    }

    /** The same, for people. */
    String otherwise() {
        return otherwise;
    }

    String meaning() {
        return meaning;
    }
}
