package dev.shuttle.controlplane.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
    @Test
    void aHostNameIsReadAsBrowsersSendIt() {
        assertEquals("shop.example.com", HostName.parse("Shop.Example.COM"));
        assertEquals("xn--bcher-kva.example", HostName.parse("Bücher.example"));
    }

    /** As Chromium and Firefox ask for them. */
    @ParameterizedTest
    @CsvSource({
        "stra\u00dfe.example, xn--strae-oqa.example",
        "STRA\u00dfE.Example, xn--strae-oqa.example",
        "fa\u00df.de, xn--fa-hia.de",
        "\u00df.example, xn--zca.example",
        "gro\u00dfe-b\u00dccher.example, xn--groe-bcher-73a56a.example",
        "\u03b2\u03cc\u03bb\u03bf\u03c2.com, xn--nxasmm1c.com",
        "xn--strae-oqa.example, xn--strae-oqa.example",
        "XN--NXASMM1C.com, xn--nxasmm1c.com",
        "shop\u3002stra\u00dfe.example, shop.xn--strae-oqa.example"
    })
    void sharpSAndFinalSigmaAreLettersOfTheirOwn(String text, String host) {
        assertEquals(host, HostName.parseNew(text));
        assertEquals(host, HostName.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "\u0430\u0440\u0440\u04cf\u0435.com, xn--80ak6aa92e.com",
        "\u00df\u04cf.com, xn--zca03r.com",
        "\ud83c\udf55.example, xn--vi8h.example"
    })
    void lettersThatUnicodeHasGotLaterStandForThemselves(String text, String host) {
        assertEquals(host, HostName.parseNew(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0378.example", "\u1c90.example", "\ud83c\udf55\u200d.example"})
    void whatNoVersionHasAndLaterCapitalsAreRefused(String text) {
        assertThrows(BadDomainException.class, () -> HostName.parseNew(text));
    }

    @Test
    void aLongLabelIsRefused() {
        assertThrows(BadDomainException.class, () -> HostName.parse("\u00df".repeat(64) + ".example"));
        assertThrows(BadDomainException.class, () -> HostName.parse("a".repeat(60) + "\u00df.example"));
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
    @ValueSource(
            strings = {
                "xn--bcher-kva.example",
                "b\u00fccher.example",
                "XN--Bcher-KVA.example",
                "a--b.example",
                "xn--80ak6aa92e.com", // with a letter of Unicode 5.0
                "xn--vi8h.example", // an emoji of Unicode 6.0
            })
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
                "xn--stra\u00dfe.example",
                "xn--a\u00df.example",
                "STRA\u1e9eE.example",
                "a\u200db.example"
            })
    void aNameThatOnlyLooksEncodedIsRefusedAndCanStillBeRemoved(String text) {
        assertThrows(BadDomainException.class, () -> HostName.parseNew(text));
        if (text.chars().allMatch(each -> each < 128)
                && text.indexOf("--") > 0
                && !text.contains("--.")
                && !text.contains("-.")) {
            assertEquals(text, HostName.parse(text));
        }
    }
}
