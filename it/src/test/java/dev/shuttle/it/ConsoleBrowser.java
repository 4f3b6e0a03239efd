package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A person in front of the console, with a real Chromium. */
final class ConsoleBrowser implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    private final String base;
    private final ChromeDriver driver;

    private ConsoleBrowser(String base, ChromeDriver driver) {
        this.base = base;
        this.driver = driver;
    }

    /** At the console's own host. The class is skipped, loudly, where there is no browser; in CI that is a fault. */
    static ConsoleBrowser of(ControlPlane server) {
        Optional<Path> chromium = Browser.executable();
        Optional<Path> chromedriver = Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "chromedriver"))
                .filter(Files::isExecutable)
                .findFirst();
        if (chromium.isPresent() && chromedriver.isEmpty()) {
            assertTrue(System.getenv("CI") == null, "No chromedriver on the PATH, and this is CI: install it");
            System.out.println("SKIPPED: no chromedriver is on the PATH, so that no real browser visits the console");
        }
        assumeTrue(chromium.isPresent() && chromedriver.isPresent(), "no browser");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.orElseThrow().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox", // root has none
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--disable-background-networking");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.orElseThrow().toFile())
                .usingAnyFreePort()
                .build();
        String base = "http://console.localhost:" + server.proxy().getPort();
        return new ConsoleBrowser(base, new ChromeDriver(service, options));
    }

    /** The same browser at another address of the console, where it has another session. */
    ConsoleBrowser alsoAt(String address) {
        return new ConsoleBrowser(address, driver);
    }

    ConsoleBrowser open(String path) {
        driver.get(base + path);
        return this;
    }

    ConsoleBrowser openElsewhere(String url) {
        driver.get(url);
        return this;
    }

    void signIn(String key) {
        open("/console/sign-in");
        type("/sign-in", "key", key);
        press("Sign in");
    }

    /** Into the field of that name, in the form whose address ends so. */
    void type(String form, String field, String text) {
        with(By.cssSelector("form[action$='" + form + "']:not(details form) [name=" + field + "]"), found -> {
            found.clear();
            found.sendKeys(text);
        });
    }

    /** The first button with that text. */
    void press(String label) {
        with(By.xpath("//button[normalize-space(text())='" + label + "']"), WebElement::click);
    }

    /** Opens the part of the page whose heading is that text. */
    void unfold(String label) {
        with(By.xpath("//summary[normalize-space(.)='" + label + "']"), WebElement::click);
    }

    void follow(String label) {
        with(By.linkText(label), WebElement::click);
    }

    /** Also where the page is replaced by its next state meanwhile. */
    private void with(By place, Consumer<WebElement> action) {
        new WebDriverWait(driver, LIMIT)
                .ignoring(StaleElementReferenceException.class)
                .until(page -> {
                    action.accept(page.findElement(place));
                    return true;
                });
    }

    String text() {
        return String.valueOf(run("return document.querySelector('main')?.innerText"));
    }

    String path() {
        return driver.getCurrentUrl().replace(base, "");
    }

    void sees(String text) throws Exception {
        Await.until("'" + text + "' on " + path(), LIMIT, this::text, seen -> seen.contains(text));
    }

    void comesTo(String path) throws Exception {
        Await.until("the page " + path, LIMIT, this::path, seen -> seen.startsWith(path));
    }

    Object run(String script) {
        return driver.executeScript(script);
    }

    /** The addresses of the links in a part of the page. */
    List<String> links(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .map(link -> String.valueOf(link.getDomProperty("href")).replace(base, ""))
                .toList();
    }

    /** In that size and theme. */
    void looksAs(int width, String theme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", theme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        metrics(width, 900);
    }

    /** Something to be seen to of a page in one of its looks. */
    interface Look {
        void at(int width, String theme) throws Exception;
    }

    /** Looks at the page on desks and phones, light and dark, and takes pictures; it must fit each. */
    void looks(String name, Look look) throws Exception {
        looks(name, look, 1440, "light");
        looks(name, look, 360, "dark");
        if (Boolean.getBoolean("shuttle.all-looks")) {
            looks(name, look, 1440, "dark");
            looks(name, look, 360, "light");
        }
        looksAs(1440, "light");
    }

    private void looks(String name, Look look, int width, String theme) throws Exception {
        looksAs(width, theme);
        look.at(width, theme);
        pictured(PICTURES.resolve(name + "-" + width + "-" + theme + ".png"), width);
    }

    private void metrics(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Nothing stands out to the right, and all of it goes into a picture. */
    private void pictured(Path file, int width) throws Exception {
        long wide = ((Number) run("return document.documentElement.scrollWidth")).longValue();
        assertTrue(wide <= width, () -> path() + " is " + wide + " wide on a screen of " + width);
        metrics(width, ((Number) run("return Math.max(900, document.documentElement.scrollHeight)")).intValue());
        Files.createDirectories(file.getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    /**
     * By axe: nothing of the page is serious for people who do not see it, or see it otherwise. In its old mode, which is all
     * that a page without frames needs: the new one waits for a blank page of its own, and no longer than a second.
     */
    @SuppressWarnings("deprecation")
    void isAccessible() {
        List<String> found = new AxeBuilder()
                .setLegacyMode().disableIframeTesting().analyze(driver).getViolations().stream()
                        .filter(rule -> SERIOUS.contains(rule.getImpact()))
                        .map(ConsoleBrowser::told)
                        .toList();
        assertEquals(List.of(), found, path());
    }

    private static String told(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().get(0).getHtml();
    }

    /** Its own scripts and styles were loaded, no other was tried, and none of what others wrote has run. */
    void ranNothingOfOthers() {
        assertEquals(null, run("return window.pwned"), path());
        List<String> refused = driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .filter(message -> !message.contains("the server responded with a status of"))
                .toList();
        assertEquals(List.of(), refused, path());
    }

    @Override
    public void close() {
        driver.quit();
    }
}
