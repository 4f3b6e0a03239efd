package dev.shuttle.controlplane.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
    @Test
    void aHostNameIsReadAsBrowsersSendIt() {
        assertEquals("shop.example.com", HostName.parse("Shop.Example.COM"));
        assertEquals("xn--bcher-kva.example", HostName.parse("Bücher.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop",
                "10.0.0.1",
                "[::1]",
                "shop.example.com:80",
                "https://shop.example.com",
                "a..b.com",
                "-a.com",
                "a-.com",
                "*.example.com",
                "a.com/..",
                "a%2e.com",
                "a\u001b.com"
            })
    void whatIsNoneIsRefusedWithoutWhatSteersATerminal(String text) {
        BadDomainException refused = assertThrows(BadDomainException.class, () -> HostName.parse(text));
        assertFalse(String.valueOf(refused.getMessage()).contains("\u001b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"xn--bcher-kva.example", "b\u00fccher.example", "XN--Bcher-KVA.example", "a--b.example"})
    void anEncodedNameThatIsOneIsTaken(String text) {
        assertEquals(HostName.parse(text), HostName.parseNew(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xn--a.example",
                "xn--a-.example",
                "xn--.example",
                "xn--99999999.example",
                "shop.xn--a.example",
                "xn--bcher-kvb.example",
                "ab--cd.example",
                "stra\u00dfe.example"
            })
    void aNameThatOnlyLooksEncodedIsRefusedAndCanStillBeRemoved(String text) {
        assertThrows(BadDomainException.class, () -> HostName.parseNew(text));
        if (text.indexOf("--") > 0 && !text.contains("--.") && !text.contains("-.")) {
            assertEquals(text, HostName.parse(text));
        }
    }
}
