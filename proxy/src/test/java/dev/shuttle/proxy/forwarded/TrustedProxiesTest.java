package dev.shuttle.proxy.forwarded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final TrustedProxies PROXIES = new TrustedProxies(List.of(
            IpNetwork.parse("127.0.0.1").orElseThrow(),
            IpNetwork.parse("10.0.0.0/8").orElseThrow(),
            IpNetwork.parse("fd00::/8").orElseThrow()));

    private static InetAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.168.4.0/22, 192.168.7.255, true",
        "192.168.4.0/22, 192.168.8.0, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "::1, ::1, true",
        "fd00::/8, fd12:3456::1, true",
        "fd00::/8, fe80::1, false",
        "127.0.0.1, ::ffff:127.0.0.1, true",
        "2001:db8::/33, 2001:db8:8000::, false",
    })
    void aNetworkHoldsWhatBeginsLikeIt(String network, String address, boolean held) {
        assertEquals(held, IpNetwork.parse(network).orElseThrow().contains(address(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0.1/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0/8",
                "010.0.0.1",
                "1.2.3",
                "::1/129",
                "fe80::1%eth0",
                "[::1]",
                "*",
                "::1::",
                "1.2.3.4:80"
            })
    void whatIsNoneIsRefused(String text) {
        assertTrue(IpNetwork.parse(text).isEmpty(), text);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 127.0.0.1, 203.0.113.7 127.0.0.1",
        "'1.1.1.1, 203.0.113.7, 10.1.2.3', 127.0.0.1, 203.0.113.7 10.1.2.3 127.0.0.1",
        "203.0.113.7, 203.0.113.9, 203.0.113.9",
        "'203.0.113.7, unknown', 127.0.0.1, 127.0.0.1",
        "'203.0.113.7:4711, [fd00::1]:80', 127.0.0.1, 203.0.113.7 fd00::1 127.0.0.1",
        "'', 127.0.0.1, 127.0.0.1",
    })
    void theChainEndsAtTheFirstWhoIsNotTrusted(String told, String peer, String chain) {
        assertEquals(
                chain,
                PROXIES.chain(address(peer), TrustedProxies.members(List.of(told))).stream()
                        .map(IpAddress::text)
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void aChainIsBounded() {
        List<String> told = TrustedProxies.members(List.of("10.0.0.1,".repeat(10_000)));
        assertTrue(PROXIES.chain(address("127.0.0.1"), told).size() <= 32);
    }

    @ParameterizedTest
    @CsvSource({
        "0:0:0:0:0:0:0:1, ::1",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "::, ::",
        "fe80::, fe80::",
        "1.2.3.4, 1.2.3.4",
    })
    void addressesAreWrittenInTheShortForm(String address, String text) {
        assertEquals(text, IpAddress.text(address(address)));
    }

    @Test
    void aClientHasOneAddressOfIPv4AndANetworkOfIPv6() {
        assertEquals("203.0.113.7", ClientNetwork.of("203.0.113.7"));
        assertEquals(ClientNetwork.of("2001:db8:1:2::1"), ClientNetwork.of("2001:db8:1:2:ffff::7"));
        assertFalse(ClientNetwork.of("2001:db8:1:2::1").equals(ClientNetwork.of("2001:db8:1:3::1")));
    }

    @Test
    void forwardedIsReadAsItIsWritten() {
        assertEquals(
                List.of(
                        Map.of("for", "[2001:db8::1]:4711", "proto", "https", "host", "a,b;\"c\".test"),
                        Map.of("for", "_hidden")),
                ForwardedHeader.parse(
                        List.of("For=\"[2001:db8::1]:4711\";proto=https; host=\"a,b;\\\"c\\\".test\"", "for=_hidden")));
        assertEquals(List.of(), ForwardedHeader.parse(List.of("for=1.2.3.4, for=")));
        assertEquals(List.of(), ForwardedHeader.parse(List.of("for=\"" + "\\a".repeat(100_000))));
    }

    @Test
    void onlyOurOwnProxyAndTrustedOnesSayWhoAsksTheApi() {
        Clients clients = new Clients(PROXIES);
        List<String> told = List.of("203.0.113.7, 127.0.0.1");
        assertEquals("203.0.113.7", clients.find("192.0.2.1", told, clients.word()));
        assertEquals("192.0.2.1", clients.find("192.0.2.1", told, "guessed"));
        assertEquals("192.0.2.1", clients.find("192.0.2.1", told, null));
        assertEquals("203.0.113.7", clients.find("127.0.0.1", told, null));
        assertEquals("::1", clients.find("[0:0:0:0:0:0:0:1]", told, null));
        assertFalse(clients.word().equals(new Clients(PROXIES).word()));
    }
}
