package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BrowserTest {

    private static final URI SHOP = URI.create("http://shop.localhost:8000");

    @Test
    void asksTheDesktopInItsOwnWay() {
        assertEquals(
                Optional.of(List.of("open", SHOP.toString())), on("Mac OS X").command(SHOP));
        assertEquals(
                Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler", SHOP.toString())),
                on("Windows 11").command(SHOP));
        assertEquals(
                Optional.of(List.of("xdg-open", SHOP.toString())),
                new Browser("Linux", Map.of("DISPLAY", ":0")).command(SHOP));
    }

    @Test
    void opensNothingWithoutADesktopNorWhatIsNoWebAddress() {
        assertFalse(on("Linux").open(SHOP));
        assertEquals(Optional.empty(), on("Windows 11").command(URI.create("file:///C:/x.exe")));
        assertEquals(Optional.empty(), on("Mac OS X").command(URI.create("x-apple:thing")));
        assertFalse(new Browser("Linux", Map.of("DISPLAY", ":0", "PATH", "")).open(URI.create("ftp://host")));
    }

    @Test
    void findsTheConsoleBesideTheApi() {
        assertEquals(URI.create("https://console.example.com"), Browser.console(URI.create("https://api.example.com")));
        assertEquals(URI.create("http://127.0.0.1:8001/"), Browser.console(URI.create("http://127.0.0.1:8001")));
    }

    private static Browser on(String system) {
        return new Browser(system, Map.of());
    }
}
