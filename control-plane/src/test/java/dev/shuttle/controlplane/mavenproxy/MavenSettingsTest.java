package dev.shuttle.controlplane.mavenproxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.egress.EgressProxy;
import dev.shuttle.controlplane.egress.Way;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;

/** The effect of the operator's settings.xml: the upstream repositories, and the settings of builds. */
class MavenSettingsTest {

    private static final String OURS = "http://127.0.0.1:9/token";

    @TempDir
    Path folder;

    @Test
    void withoutSettingsAllComesFromCentralThroughUs() {
        String given = BuildSettings.of(MavenSettings.none()).at(OURS);
        assertTrue(given.contains("<mirrorOf>central</mirrorOf>"), given);
        assertTrue(given.contains("<url>" + OURS + "/central</url>"), given);
        assertEquals(
                URI.create("https://repo.maven.apache.org/maven2/"),
                BuildSettings.of(MavenSettings.none())
                        .upstream("central")
                        .orElseThrow()
                        .base());
    }

    @Test
    void mirrorsKeepTheirNamesAndLeadToUsAndPasswordsStayHere() throws Exception {
        String given = given(
                """
                <servers><server><id>corp</id><username>ada</username><password>s3cret</password></server></servers>
                <proxies><proxy><host>proxy.corp</host><port>3128</port><username>ada</username><password>s3cret</password></proxy></proxies>
                <mirrors>
                  <mirror><id>corp</id><mirrorOf>external:*,!other</mirrorOf><url>https://bob:s3cret@maven.corp/repo/</url></mirror>
                  <mirror><id>files</id><mirrorOf>local</mirrorOf><url>file:///srv/maven</url></mirror>
                  <mirror><id>no</id><mirrorOf>bad</mirrorOf><url>https://x:s3cret@bad/</url><blocked>true</blocked></mirror>
                </mirrors>""");
        assertTrue(given.contains("<mirrorOf>external:*,!other</mirrorOf>"), given);
        assertTrue(given.contains("<url>" + OURS + "/corp</url>"), given);
        assertTrue(given.contains("<url>file:///srv/maven</url>"), given);
        assertFalse(given.contains("<mirrorOf>central</mirrorOf>"), "a mirror stands for it already: " + given);
        assertFalse(given.contains("s3cret"), given);
        assertFalse(given.contains("maven.corp"), given);
        assertFalse(given.contains("proxy"), given);
    }

    @Test
    void repositoriesOfProfilesLeadToUsUnlessAMirrorStandsForThem() throws Exception {
        String settings =
                """
                <mirrors><mirror><id>m</id><mirrorOf>mirrored</mirrorOf><url>https://mirror.corp/</url></mirror></mirrors>
                <profiles><profile>
                  <id>corp</id>
                  <properties><kept>yes</kept><theirs>${env.HOME}</theirs></properties>
                  <repositories>
                    <repository><id>own</id><url>https://maven.corp/own</url><snapshots><enabled>false</enabled></snapshots></repository>
                    <repository><id>mirrored</id><url>https://ada:s3cret@maven.corp/mirrored</url></repository>
                  </repositories>
                  <pluginRepositories><pluginRepository><id>own</id><url>https://maven.corp/plugins</url></pluginRepository></pluginRepositories>
                </profile></profiles>
                <activeProfiles><activeProfile>corp</activeProfile></activeProfiles>
                <pluginGroups><pluginGroup>com.corp</pluginGroup></pluginGroups>""";
        String given = given(settings);
        assertTrue(given.contains("<url>" + OURS + "/own</url>"), given);
        assertTrue(given.contains("<url>" + OURS + "/own-2</url>"), given);
        assertTrue(given.contains("<url>https://maven.corp/mirrored</url>"), given);
        assertTrue(given.contains("<kept>yes</kept>"), given);
        assertTrue(given.contains("<theirs>${env.HOME}</theirs>"), "not filled in from our environment: " + given);
        assertTrue(given.contains("<activeProfile>corp</activeProfile>"), given);
        assertTrue(given.contains("<pluginGroup>com.corp</pluginGroup>"), given);
        assertTrue(given.contains("<enabled>false</enabled>"), given);
        assertTrue(given.contains("<mirrorOf>central</mirrorOf>"), given);
        assertFalse(given.contains("s3cret"), given);
    }

    @Test
    void aProfilesOwnCentralIsNotHiddenByAMirrorOfOurs() throws Exception {
        String given = given(
                """
                <profiles><profile><id>corp</id><repositories>
                  <repository><id>central</id><url>https://maven.corp/all</url></repository>
                </repositories></profile></profiles>""");
        assertTrue(given.contains("<url>" + OURS + "/central</url>"), given);
        assertFalse(given.contains("<mirrorOf>central</mirrorOf>"), given);
    }

    @Test
    void theEnvironmentFillsInPasswordsAndAddresses() throws Exception {
        MavenSettings settings = read(
                """
                <servers><server><id>corp</id><username>ada</username><password>${env.CORP_PASSWORD}</password></server></servers>
                <mirrors><mirror><id>corp</id><mirrorOf>*</mirrorOf><url>https://${env.CORP_HOST}/repo</url></mirror></mirrors>""",
                Map.of("CORP_PASSWORD", "a<b", "CORP_HOST", "maven.corp"));
        UpstreamRepository corp = BuildSettings.of(settings).upstream("corp").orElseThrow();
        assertEquals(URI.create("https://maven.corp/repo/"), corp.base());
        assertEquals(Map.of("Authorization", Upstreams.basic("ada:a<b")), corp.headers());
        assertFalse((corp + settings.toString()).contains("Basic"));
    }

    @Test
    void encryptedPasswordsAreDecryptedByTheMasterPasswordBesideThem() throws Exception {
        DefaultPlexusCipher cipher = new DefaultPlexusCipher();
        String master = cipher.encryptAndDecorate("the master", "settings.security");
        String password = cipher.encryptAndDecorate("s3cret", "the master");
        Files.writeString(
                folder.resolve("settings-security.xml"),
                "<settingsSecurity><master>" + master + "</master></settingsSecurity>");
        MavenSettings settings = read(mirrorWith(password), Map.of());
        assertEquals(
                Map.of("Authorization", Upstreams.basic("ada:s3cret")),
                BuildSettings.of(settings).upstream("corp").orElseThrow().headers());

        Files.writeString(folder.resolve("settings-security.xml"), "<settingsSecurity/>");
        assertRefused("the password of the server \"corp\" cannot be decrypted", mirrorWith(password));
        Files.delete(folder.resolve("settings-security.xml"));
        assertRefused("the password of the server \"corp\" is encrypted, and there is no", mirrorWith(password));
    }

    @Test
    void whatCannotBeUsedIsRefusedInWordsThatQuoteNoSecret() throws Exception {
        assertRefused(
                "it is not a valid settings.xml from line 1", "<servers><server><password>s3cret</password></oops>");
        assertRefused("uses a ${env.NAME} that is not in the environment", mirrorWith("${env.NOT_SET_s3cret}"));
        assertRefused(
                "the address of the repository \"corp\" is not a URL",
                "<mirrors><mirror><id>corp</id><mirrorOf>*</mirrorOf><url>https://s3cret@a b/</url></mirror></mirrors>");
        assertRefused(
                "a header in httpHeaders of the server \"corp\" cannot be sent",
                """
                <servers><server><id>corp</id><configuration><httpHeaders>
                  <property><name>Host</name><value>s3cret</value></property>
                </httpHeaders></configuration></server></servers>
                <mirrors><mirror><id>corp</id><mirrorOf>*</mirrorOf><url>https://maven.corp/</url></mirror></mirrors>""");
    }

    @Test
    void proxiesAreChosenAsMavenChooses() throws Exception {
        MavenSettings settings = read(
                """
                <proxies>
                  <proxy><id>off</id><active>false</active><protocol>http</protocol><host>off.corp</host><port>1</port></proxy>
                  <proxy><id>on</id><active>true</active><protocol>http</protocol><host>127.0.0.1</host><port>3128</port>
                    <username>ada</username><password>s3cret</password><nonProxyHosts>*.corp|localhost</nonProxyHosts></proxy>
                </proxies>""",
                Map.of());
        Way proxy = new Way(new EgressProxy(EgressProxy.Kind.HTTP, "127.0.0.1", 3128, "ada", "s3cret"));
        assertEquals(Optional.of(proxy), settings.way(URI.create("https://repo.maven.apache.org/x")));
        assertEquals(Optional.of(proxy), settings.way(URI.create("http://repo.maven.apache.org/x")));
        assertEquals(Optional.of(Way.DIRECT), settings.way(URI.create("https://maven.corp/x")));
        assertEquals(Optional.empty(), MavenSettings.none().way(URI.create("https://maven.corp/x")));
        assertFalse(proxy.toString().contains("s3cret"));
    }

    @Test
    void aProxyThatCannotBeUsedIsAFault() {
        assertRefused(
                "the proxy \"on\" has no <host>, no valid <port>",
                """
                <proxies><proxy><id>on</id><active>true</active><protocol>http</protocol><host>proxy.corp</host>
                  <port>312800</port><username>ada</username><password>s3cret</password></proxy></proxies>""");
    }

    private static String mirrorWith(String password) {
        return """
                <servers><server><id>corp</id><username>ada</username><password>%s</password></server></servers>
                <mirrors><mirror><id>corp</id><mirrorOf>*</mirrorOf><url>https://maven.corp/</url></mirror></mirrors>"""
                .formatted(password);
    }

    private void assertRefused(String why, String settings) {
        String message =
                String.valueOf(assertThrows(InvalidMavenSettingsException.class, () -> read(settings, Map.of()))
                        .getMessage());
        assertTrue(message.contains(why), message);
        assertFalse(message.contains("s3cret"), message);
    }

    private String given(String settings) throws Exception {
        return BuildSettings.of(read(settings, Map.of())).at(OURS);
    }

    private MavenSettings read(String settings, Map<String, String> environment)
            throws InvalidMavenSettingsException, IOException {
        Path file = folder.resolve("settings.xml");
        Files.writeString(file, "<settings>" + settings + "</settings>");
        return MavenSettings.read(file, environment);
    }
}
