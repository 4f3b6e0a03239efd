package dev.shuttle.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import dev.shuttle.controlplane.backup.ScheduledBackups.Schedule;
import dev.shuttle.controlplane.certificates.AcmeSettings;
import dev.shuttle.controlplane.egress.EgressProxy;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.jdk.TestJdk;
import dev.shuttle.controlplane.project.PublicUrl;
import dev.shuttle.controlplane.telemetry.OtlpSettings;
import dev.shuttle.proxy.ProxySettings;
import dev.shuttle.proxy.forwarded.TrustedProxies;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

    @Test
    void withoutAnythingTheDefaultsOfTheContractHold() throws Exception {
        Settings settings = read(Map.of(), List.of());
        assertEquals(Path.of("/home/ada/.shuttle"), settings.home());
        assertEquals(8001, settings.api().port());
        assertEquals(ProxySettings.LOOPBACK, settings.edge().listener().host());
        assertNull(settings.edge().url());
        assertEquals(8000, settings.edge().listener().port());
        assertEquals("localhost", settings.edge().domain());
        assertNull(settings.keys().administrator());
        assertFalse(settings.services().embedded());
        assertEquals(256L << 20, settings.archives().maxUpload());
        assertEquals(1L << 30, settings.archives().maxUnpacked());
        assertEquals(100_000, settings.archives().maxEntries());
        assertEquals(Duration.ofMinutes(15), settings.builds().timeout());
        assertEquals(Duration.ofSeconds(60), settings.deployments().startTimeout());
        assertEquals(Duration.ofSeconds(30), settings.deployments().drainTimeout());
        assertEquals(10, settings.deployments().keepReleases());
        assertTrue(settings.builds().parallel() >= 2);
    }

    @Test
    void aCollectorIsNamedByItsUrlAndItsHeadersAreNotShown() throws Exception {
        assertNull(read(Map.of(), List.of()).otlp());
        assertEquals(
                new OtlpSettings(
                        URI.create("http://10.0.0.1:4318"),
                        Map.of("Authorization", "Bearer x"),
                        Duration.ofMinutes(1),
                        10),
                read(
                                Map.of("SHUTTLE_OTLP_HEADERS", "Authorization=Bearer%20x"),
                                List.of("--otlp-endpoint", "http://10.0.0.1:4318"))
                        .otlp());
        List<String> faults = faultsOf(
                Map.of(
                        "SHUTTLE_OTLP_ENDPOINT", "https://me:QAZWSX@collector.example",
                        "SHUTTLE_OTLP_HEADERS", "QAZWSX",
                        "SHUTTLE_OTLP_METRICS_EVERY", "PT0.1S",
                        "SHUTTLE_OTLP_REQUESTS", "-1"),
                List.of());
        assertEquals(4, faults.size(), faults::toString);
        assertFalse(faults.toString().contains("QAZ"), faults::toString);
        assertTrue(faultsOf(Map.of("SHUTTLE_OTLP_HEADERS", "a=b"), List.of())
                .get(0)
                .contains("SHUTTLE_OTLP_ENDPOINT"));
    }

    @Test
    void backupsAreScheduledOutsideOfTheHomeOnly() throws Exception {
        assertNull(read(Map.of(), List.of()).backups());
        assertEquals(
                new Schedule(Path.of("/backup"), Duration.ofHours(6), 3),
                read(
                                Map.of("SHUTTLE_BACKUP_DIRECTORY", "/backup", "SHUTTLE_BACKUP_EVERY", "PT6H"),
                                List.of("--backup-keep", "3"))
                        .backups());
        String faults = String.valueOf(assertThrows(
                        InvalidSettingsException.class,
                        () -> read(
                                Map.of(
                                        "SHUTTLE_BACKUP_DIRECTORY",
                                        "/home/ada/x/../.shuttle/backups",
                                        "SHUTTLE_BACKUP_EVERY",
                                        "PT1S",
                                        "SHUTTLE_BACKUP_KEEP",
                                        "0"),
                                List.of()))
                .getMessage());
        assertTrue(faults.contains("outside of the home"), faults);
        assertTrue(faults.contains("a minute or more"), faults);
        assertTrue(faults.contains("a number from 1 to 1000"), faults);
    }

    @Test
    void rootsHomeIsWhereUnprivilegedUsersCanReach() throws Exception {
        assertEquals(
                Path.of("/var/lib/shuttle"),
                new SettingsReader(Map.of(), List.of(), "/root", true).read().home());
    }

    @Test
    void aFlagWinsOverTheEnvironmentInBothSpellings() throws Exception {
        Map<String, String> environment = Map.of("SHUTTLE_API_PORT", "1", "SHUTTLE_PROXY_PORT", "2");
        Settings settings = read(environment, List.of("--api-port", "3", "--proxy-port=4"));
        assertEquals(3, settings.api().port());
        assertEquals(4, settings.edge().listener().port());
    }

    @Test
    void aPublicDomainOpensTheProxyToAll() throws Exception {
        assertEquals(
                "0.0.0.0",
                read(Map.of("SHUTTLE_DOMAIN", "apps.example.org"), List.of())
                        .edge()
                        .listener()
                        .host());
    }

    @Test
    void allFaultsAreReportedAtOnceAndNoKeyIsShown() {
        Map<String, String> environment = Map.of(
                "SHUTTLE_API_PORT", "70000",
                "SHUTTLE_MAX_UPLOAD", "many",
                "SHUTTLE_DRAIN_TIMEOUT", "30 s",
                "SHUTTLE_API_KEY", "tooshort",
                "SHUTTLE_ISOLATION", "none");
        String message = String.valueOf(assertThrows(InvalidSettingsException.class, () -> read(environment, List.of()))
                .getMessage());
        assertEquals(5, message.lines().count(), message);
        for (String name : environment.keySet()) {
            assertTrue(message.contains(name), message);
        }
        assertFalse(message.contains("tooshort"), message);
    }

    @Test
    void aDurationMayBeShort() throws Exception {
        assertEquals(
                Duration.ofSeconds(45),
                read(Map.of("SHUTTLE_DRAIN_TIMEOUT", "45s"), List.of())
                        .deployments()
                        .drainTimeout());
    }

    @Test
    void anUnknownFlagIsSaidToBeUnknownAlsoWithoutAValue() {
        String message = String.valueOf(
                assertThrows(InvalidSettingsException.class, () -> read(Map.of(), List.of("--max-uplod")))
                        .getMessage());
        assertTrue(message.contains("There is no flag --max-uplod. The nearest is --max-upload:"), message);
    }

    @Test
    void aSizeOfMoreBytesThanThereAreNumbersIsAFault() {
        Map<String, String> environment = Map.of("SHUTTLE_MAX_UPLOAD", "999999999999999GiB");
        String message = String.valueOf(assertThrows(InvalidSettingsException.class, () -> read(environment, List.of()))
                .getMessage());
        assertTrue(message.contains("SHUTTLE_MAX_UPLOAD"), message);
        assertTrue(message.contains("999999999999999GiB"), message);
    }

    @Test
    void theLargestSizesAreRead() throws Exception {
        assertEquals(
                999_999_999_999_999L,
                read(Map.of("SHUTTLE_MAX_UPLOAD", "999999999999999"), List.of())
                        .archives()
                        .maxUpload());
        assertEquals(
                8_000_000_000L << 30,
                read(Map.of("SHUTTLE_MAX_UPLOAD", "8000000000GiB"), List.of())
                        .archives()
                        .maxUpload());
    }

    @Test
    void aMavenSettingsFileThatCannotBeUsedIsAFault(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("settings.xml");
        assertTrue(faultOf(file).contains("must be a readable file"));
        Files.writeString(file, "<settings><servers><server><id>a</id><password>s3cret</oops>");
        assertTrue(faultOf(file).contains("it is not a valid settings.xml from line 1"), faultOf(file));
        assertFalse(faultOf(file).contains("s3cret"));
    }

    private static String faultOf(Path file) {
        return String.valueOf(assertThrows(
                        InvalidSettingsException.class,
                        () -> read(Map.of("SHUTTLE_MAVEN_SETTINGS", file.toString()), List.of()))
                .getMessage());
    }

    @Test
    void whatIsUnknownIsRefusedWithTheNearestName() {
        Map<String, String> environment = Map.of("SHUTTLE_APY_PORT", "1", "SHUTTLE_BUILD_TIME", "PT1M", "PATH", "/bin");
        List<String> faults = faultsOf(environment, List.of("--max-uplod=1GiB", "--api", "http://x"));
        assertEquals(4, faults.size(), faults.toString());
        assertTrue(faults.get(0).contains("SHUTTLE_APY_PORT. The nearest is SHUTTLE_API_PORT:"), faults.get(0));
        assertTrue(faults.get(1).contains("SHUTTLE_BUILD_TIME. The nearest is SHUTTLE_BUILD_TIMEOUT:"), faults.get(1));
        assertTrue(faults.get(2).contains("--max-uplod. The nearest is --max-upload:"), faults.get(2));
        assertTrue(faults.get(3).contains("There is no flag --api. The nearest is --api-"), faults.get(3));
    }

    @Test
    void anUnknownNameIsReportedBesideTheOtherFaults() {
        List<String> faults = faultsOf(
                Map.of("SHUTTLE_COLOUR", "red", "SHUTTLE_API_PORT", "no"), List.of("--x" + "y".repeat(5000) + "=1"));
        assertEquals(3, faults.size(), faults.toString());
    }

    @Test
    void theVariablesOfClientsAndServicesAreKnown() throws Exception {
        SettingsReader reader = new SettingsReader(
                Map.of(
                        "SHUTTLE_API", "http://x",
                        "SHUTTLE_API_KEY", "a key of twenty characters",
                        "SHUTTLE_FOLDER", "/tmp/a",
                        "SHUTTLE_FOLDER_AUDIT", "/tmp/b"),
                List.of(),
                "/home/ada",
                false);
        assertEquals("a key of twenty characters", reader.read().keys().administrator());
        assertEquals(Set.of(), reader.warnings());
    }

    @Test
    void readsTheProxyOnTheWayOutAndNeverShowsItsPassword() throws Exception {
        Settings settings =
                read(Map.of("SHUTTLE_EGRESS_PROXY", "socks5://ada:s%403cret@proxy.example.org:1080"), List.of());
        assertEquals(
                new EgressProxy(EgressProxy.Kind.SOCKS5, "proxy.example.org", 1080, "ada", "s@3cret"),
                settings.egressProxy());
        assertFalse(settings.toString().contains("3cret"));
        for (String wrong : List.of(
                "proxy:3128",
                "https://ada:s3cret@proxy:3128",
                "http://ada:s3cret@proxy",
                "http://proxy:3128/s3cret",
                "http://ada:s3cret@:3128",
                "http://ada:s3cret%0a@proxy:3128",
                "http://a%3Ada:s3cret@proxy:3128",
                "http://ada:s3cret@proxy:99999",
                "socks5://ada@proxy:1080",
                "http://ada:s3c ret@proxy:3128")) {
            String message = String.valueOf(assertThrows(
                            InvalidSettingsException.class,
                            () -> read(Map.of("SHUTTLE_EGRESS_PROXY", wrong), List.of()))
                    .getMessage());
            assertTrue(message.startsWith("SHUTTLE_EGRESS_PROXY: "), message);
            assertFalse(message.contains("s3c"), message);
        }
    }

    @Test
    void aSettingThatHasNoEffectYetIsAWarning() throws Exception {
        List<String> later = List.of("SHARE_LIBRARIES");
        for (String name : later) {
            SettingsReader reader = new SettingsReader(Map.of("SHUTTLE_" + name, "x"), List.of(), "/home/ada", false);
            assertEquals(8001, reader.read().api().port());
            assertEquals(
                    Set.of("The setting SHUTTLE_" + name + " has no effect yet in this version."), reader.warnings());
        }
    }

    @Test
    void certificatesByAcmeNeedAnAddressADomainAndADirectoryOverHttps() throws Exception {
        Map<String, String> given = Map.of("SHUTTLE_ACME", "ops@example.com", "SHUTTLE_DOMAIN", "apps.example.com");
        Settings.Edge edge = read(given, List.of()).edge();
        assertEquals(
                new AcmeSettings(
                        "ops@example.com", URI.create("https://acme-v02.api.letsencrypt.org/directory"), null, null),
                edge.acme());
        assertEquals(8443, edge.tlsPort());
        for (List<String> wrong : List.of(
                List.of("--acme=ops"),
                List.of("--acme-directory=http://ca.test/dir"),
                List.of("--acme-directory=nothing"),
                List.of("--acme-ca=/does/not/exist"),
                List.of("--acme-dns-hook=/etc/passwd"),
                List.of("--domain=localhost"))) {
            assertThrows(InvalidSettingsException.class, () -> read(given, wrong), wrong::toString);
        }
    }

    @Test
    void certificatesInFilesMayBeSeveralWithAKeyEach() throws Exception {
        Path one = Files.createTempFile("one", ".pem");
        Path two = Files.createTempFile("two", ".pem");
        try {
            String both = one + ":" + two;
            assertEquals(
                    List.of(new Settings.Tls(one, two), new Settings.Tls(two, one)),
                    read(Map.of("SHUTTLE_TLS_CERTIFICATE", both, "SHUTTLE_TLS_KEY", two + ":" + one), List.of())
                            .edge()
                            .tls());
            List<String> faults =
                    faultsOf(Map.of("SHUTTLE_TLS_CERTIFICATE", both, "SHUTTLE_TLS_KEY", one.toString()), List.of());
            assertTrue(faults.get(0).contains("a key for each certificate"), faults.get(0));
        } finally {
            Files.delete(one);
            Files.delete(two);
        }
    }

    @Test
    void clearTextIsRedirectedUnlessItIsSaidOtherwise() throws Exception {
        assertEquals(
                new Settings.Https(true, null), read(Map.of(), List.of()).edge().https());
        assertEquals(
                new Settings.Https(false, Duration.ofDays(365)),
                read(Map.of("SHUTTLE_HTTPS_REDIRECT", "false", "SHUTTLE_HSTS", "P365D"), List.of())
                        .edge()
                        .https());
        assertThrows(InvalidSettingsException.class, () -> read(Map.of("SHUTTLE_HTTPS_REDIRECT", "no"), List.of()));
    }

    @Test
    void aPublicUrlIsOneOfAllProjects() throws Exception {
        for (String url : List.of("https://{project}.Apps.example.com/", "https://{project}.apps.example.com:443")) {
            assertEquals(new PublicUrl(true, "apps.example.com", 443), publicUrl(url), url);
        }
        assertEquals(new PublicUrl(false, "localhost", 9000), publicUrl("http://{project}.localhost:9000"));
    }

    private static @Nullable PublicUrl publicUrl(String text) throws InvalidSettingsException {
        return read(Map.of("SHUTTLE_PUBLIC_URL", text), List.of()).edge().url();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://apps.example.com",
                "https://shop.{project}.example.com",
                "https://{project}",
                "https://{project}.",
                "https://{project}.-a.com",
                "https://{project}.apps.example.com/path",
                "https://{project}.apps.example.com?x=1",
                "https://me:secret@{project}.apps.example.com",
                "https://{project}.apps.example.com:0",
                "https://{project}.apps.example.com:65536",
                "ftp://{project}.apps.example.com",
                "{project}.apps.example.com",
                "https://{project}.{project}.example.com"
            })
    void aPublicUrlThatIsNoneIsRefusedWithAllOtherFaults(String url) {
        SettingsReader wrong = new SettingsReader(
                Map.of("SHUTTLE_PUBLIC_URL", url, "SHUTTLE_PROXY_PORT", "x"), List.of(), "/home/ada", false);
        String faults = String.valueOf(
                assertThrows(InvalidSettingsException.class, wrong::read).getMessage());
        assertTrue(faults.contains("SHUTTLE_PUBLIC_URL") && faults.contains("SHUTTLE_PROXY_PORT"), faults);
    }

    @Test
    void anHttpsUrlWithoutATrustedProxyIsAWarning() throws Exception {
        Map<String, String> environment =
                new HashMap<>(Map.of("SHUTTLE_PUBLIC_URL", "https://{project}.apps.example.com"));
        SettingsReader reader = new SettingsReader(environment, List.of(), "/home/ada", false);
        reader.read();
        assertTrue(reader.warnings().toString().contains("SHUTTLE_TRUSTED_PROXIES"), reader.warnings()::toString);
        environment.put("SHUTTLE_TRUSTED_PROXIES", "127.0.0.1");
        reader = new SettingsReader(environment, List.of(), "/home/ada", false);
        reader.read();
        assertEquals(Set.of(), reader.warnings());
    }

    @Test
    void trustedProxiesAreAddressesAndNetworksOfBothFamilies() throws Exception {
        TrustedProxies trusted = new SettingsReader(
                        Map.of("SHUTTLE_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8,::1 fd00::/8"),
                        List.of(),
                        "/home/ada",
                        false)
                .read()
                .edge()
                .trusted();
        assertEquals(4, trusted.networks().size());
        assertTrue(trusted.trust(InetAddress.getByName("fd12::1")));
        assertFalse(trusted.trust(InetAddress.getByName("::2")));
        SettingsReader wrong = new SettingsReader(
                Map.of(), List.of("--trusted-proxies", "10.0.0.0/8,nginx,10.0.0.1/8"), "/home/ada", false);
        String faults = String.valueOf(
                assertThrows(InvalidSettingsException.class, wrong::read).getMessage());
        assertTrue(faults.contains("\"nginx\"") && faults.contains("\"10.0.0.1/8\""), faults);
        assertFalse(faults.contains("\"10.0.0.0/8\""), faults);
    }

    @Test
    void jdksAreThoseThatAreNamed(@TempDir Path folder) throws Exception {
        Jdk jdk21 = TestJdk.running(folder, "21.0.5");
        Jdk jdk25 = TestJdk.running(folder, "25.0.1");
        String named = jdk25.home() + ":" + jdk21.home() + ":";
        assertEquals(
                List.of(jdk25, jdk21),
                read(Map.of("SHUTTLE_JDKS", named), List.of()).builds().jdks());
    }

    @Test
    void withoutNamesTheJdkOfJavaHomeIsFound(@TempDir Path folder) throws Exception {
        Jdk jdk = TestJdk.running(folder, "99.0.1");
        List<Jdk> found = read(Map.of("JAVA_HOME", jdk.home().toString()), List.of())
                .builds()
                .jdks();
        assertEquals(jdk, found.get(0));
    }

    @Test
    void everyPathThatIsNoJdkIsAFaultAmongTheOthers(@TempDir Path folder) throws Exception {
        Jdk jdk = TestJdk.running(folder, "21.0.5");
        Path old = TestJdk.running(folder, "17.0.1").home();
        Files.delete(old.resolve("bin/javac"));
        String named = folder.resolve("absent") + ":" + jdk.home() + ":" + old;
        assertEquals(
                List.of(
                        "SHUTTLE_JDKS (or --jdks) names \"" + folder.resolve("absent")
                                + "\", which is not the home of a JDK: there is no such folder.",
                        "SHUTTLE_JDKS (or --jdks) names \"" + old
                                + "\", which is not the home of a JDK: it has no executable bin/javac.",
                        "SHUTTLE_KEEP_RELEASES (or --keep-releases) is \"0\", but must be a number from 1 to 1000."),
                faultsOf(Map.of("SHUTTLE_JDKS", named, "SHUTTLE_KEEP_RELEASES", "0"), List.of()));
    }

    @Test
    void whatAProjectMayKeepIsASizeOrNoLimit() throws Exception {
        assertEquals(20L << 30, read(Map.of(), List.of()).deployments().projectDisk());
        assertEquals(
                0,
                read(Map.of("SHUTTLE_PROJECT_DISK", "0"), List.of())
                        .deployments()
                        .projectDisk());
        assertEquals(
                List.of(
                        "SHUTTLE_PROJECT_DISK (or --project-disk) is \"20\", but must be 16MiB or more, or 0 for no limit."),
                faultsOf(Map.of("SHUTTLE_PROJECT_DISK", "20"), List.of()));
    }

    @Test
    void oneHalfOfTlsIsAFault(@TempDir Path folder) throws Exception {
        Path certificate = Files.createFile(folder.resolve("certificate.pem"));
        List<String> faults = faultsOf(Map.of("SHUTTLE_TLS_CERTIFICATE", certificate.toString()), List.of());
        assertEquals(1, faults.size(), faults.toString());
        assertTrue(faults.get(0).contains("SHUTTLE_TLS_KEY"), faults.get(0));
    }

    @Test
    void noKeyAndNoPasswordIsPrintedWithTheSettings() throws Exception {
        String printed = read(
                        Map.of(
                                "SHUTTLE_API_KEY", "a key of twenty characters",
                                "SHUTTLE_MASTER_KEY", "another of twenty characters",
                                "SHUTTLE_POSTGRES_URL", "postgres://ada:lovelace@localhost:5432/all"),
                        List.of())
                .toString();
        for (String secret : List.of("twenty", "lovelace")) {
            assertFalse(printed.contains(secret), printed);
        }
    }

    private static List<String> faultsOf(Map<String, String> environment, List<String> flags) {
        return String.valueOf(assertThrows(InvalidSettingsException.class, () -> read(environment, flags))
                        .getMessage())
                .lines()
                .toList();
    }

    @Test
    void aWebhookIsReadAndItsFaultsShowNeitherPathNorSecret() throws Exception {
        Settings.Notices notices = read(
                        Map.of("SHUTTLE_WEBHOOK_URL", "http://10.0.0.7/hooks", "SHUTTLE_WEBHOOK_SECRET", "some secret"),
                        List.of())
                .notices();
        assertEquals("http://10.0.0.7/hooks", String.valueOf(notices.url()));
        assertEquals("some secret", notices.secret());
        assertNull(read(Map.of(), List.of()).notices().url());

        List<String> faults = faultsOf(
                Map.of("SHUTTLE_WEBHOOK_URL", "ftp://a/hidden", "SHUTTLE_WEBHOOK_SECRET", "whsec_hidden!"), List.of());
        assertEquals(2, faults.size(), faults.toString());
        assertFalse(faults.toString().contains("hidden"), faults.toString());
        assertEquals(
                1,
                faultsOf(Map.of("SHUTTLE_WEBHOOK_SECRET", "some secret"), List.of())
                        .size());
    }

    @Test
    void aFlagWithoutItsValueIsAFault() {
        assertThrows(InvalidSettingsException.class, () -> read(Map.of(), List.of("--api-port")));
        assertThrows(InvalidSettingsException.class, () -> read(Map.of(), List.of("8001")));
    }

    private static Settings read(Map<String, String> environment, List<String> flags) throws InvalidSettingsException {
        return new SettingsReader(environment, flags, "/home/ada", false).read();
    }
}
