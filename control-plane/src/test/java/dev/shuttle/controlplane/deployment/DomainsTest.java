package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.fault.ConflictException;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.project.BadDomainException;
import dev.shuttle.controlplane.project.DomainOwners;
import dev.shuttle.controlplane.project.DomainStore;
import dev.shuttle.controlplane.project.OriginStore;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.controlplane.project.PublicUrl;
import dev.shuttle.controlplane.webhook.NoticeStore;
import dev.shuttle.proxy.Route;
import dev.shuttle.proxy.RoutingTable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a server with the domain {@code internal.test}, at {@code apps.example.com} behind another proxy. */
class DomainsTest {
    private final Database database = Database.open("jdbc:h2:mem:domains;DB_CLOSE_DELAY=-1");
    private final RoutingTable routes = new RoutingTable();
    private final Addresses addresses =
            new Addresses(PublicUrl.parse("https://{project}.apps.example.com"), "internal.test");
    private final Route route = new Route.Waiting(Duration.ofSeconds(1));
    private DnsZone dns;
    private Domains domains;

    @BeforeEach
    void open() throws IOException {
        dns = new DnsZone();
        database.jdbi().useHandle(handle -> handle.execute("delete from project"));
        ProjectStore projects = new ProjectStore(database);
        projects.create("shop");
        projects.create("blog");
        DeploymentStore store = new DeploymentStore(database, projects, new NoticeStore(addresses));
        OriginStore origins = new OriginStore(database);
        domains = new Domains(
                new DomainStore(database),
                routes,
                addresses,
                new Overview(
                        projects, store, new ActiveDeployments(), origins, addresses, "x", project -> Optional.empty()),
                new DomainOwners(dns.url())::of);
        routes.below(addresses.own(), addresses.domain());
        routes.put(addresses.host("shop"), route);
    }

    @AfterEach
    void close() throws InterruptedException {
        dns.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"apps.example.com", "www.apps.example.com", "internal.test", "www.internal.test"})
    void theApexIsGivenByAnAdministratorOnly(String apex) {
        BadDomainException refused = assertThrows(BadDomainException.class, () -> domains.add("shop", apex, false));
        assertTrue(String.valueOf(refused.getMessage()).contains("an administrator can give it"), refused::getMessage);

        domains.add("shop", apex, true);

        assertEquals(route, routes.find(apex).orElseThrow());
        assertEquals(apex, domains.add("shop", apex, false).host(), "it is there already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"blog.apps.example.com", "api.internal.test", "a.b.internal.test", "www.www.internal.test"})
    void aNameBelowThePlatformsDomainsIsNoProjectsToTake(String host) {
        BadDomainException refused = assertThrows(BadDomainException.class, () -> domains.add("shop", host, true));
        assertTrue(String.valueOf(refused.getMessage()).contains("a domain of your own"), refused::getMessage);
    }

    @Test
    void withoutAWordOfItsDnsTheFirstHasAName() {
        domains.add("shop", "www.shop.test", false);

        String taken = refusal("blog", "www.shop.test");
        assertTrue(taken.contains("TXT record _shuttle.www.shop.test to \"blog.apps.example.com\""), taken);
        String below = refusal("blog", "a.www.shop.test");
        assertTrue(below.contains("belongs together with www.shop.test"), below);
    }

    @Test
    void whoRulesTheDnsTakesANameFromWhoWasFirst() {
        routes.put(addresses.host("blog"), new Route.Waiting(Duration.ofSeconds(2)));
        domains.add("shop", "www.blog.test", false);
        dns.text("_shuttle.blog.test", "blog.apps.example.com");

        domains.add("blog", "www.blog.test", false);

        assertEquals(routes.find(addresses.host("blog")), routes.find("www.blog.test"));
        assertEquals(0, domains.of("shop").items().size());
        String refused = refusal("shop", "other.blog.test");
        assertTrue(refused.contains("another project's by its DNS, which says blog.apps.example.com"), refused);
        assertEquals(
                "other.blog.test", domains.add("shop", "other.blog.test", true).host(), "as an administrator says");
    }

    @Test
    void theNearestRecordCounts() {
        dns.text("_shuttle.team.test", "blog.apps.example.com");
        dns.text("_shuttle.shop.team.test", "Shop.apps.example.com");

        assertEquals(
                "shop.team.test", domains.add("shop", "shop.team.test", false).host());
        assertEquals("team.test", domains.add("blog", "team.test", false).host(), "though another has one below");
    }

    @Test
    void recordsOfOtherServersSayNothing() {
        dns.text("_shuttle.shop.test", "shop.another.server");

        assertEquals("shop.test", domains.add("shop", "shop.test", false).host());
    }

    @Test
    void aDnsThatDoesNotAnswerSaysNothing() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            DomainOwners owners = new DomainOwners("dns://127.0.0.1:" + silent.getLocalPort());

            assertEquals(List.of(), assertTimeout(Duration.ofSeconds(5), () -> owners.of("a.b.c.test")));
        }
    }

    private String refusal(String project, String host) {
        return String.valueOf(assertThrows(ConflictException.class, () -> domains.add(project, host, false))
                .getMessage());
    }

    @Test
    void aProjectAnswersBelowBothDomains() {
        assertEquals(route, routes.find("shop.internal.test").orElseThrow());
        assertTrue(routes.find("blog.internal.test").isEmpty());
        assertTrue(routes.find("a.shop.internal.test").isEmpty());
        Route other = new Route.Waiting(Duration.ofSeconds(2));
        routes.put("shop.internal.test", other);
        assertEquals(other, routes.find("shop.internal.test").orElseThrow());
        assertEquals(route, routes.find("shop.apps.example.com").orElseThrow());
    }
}
