package dev.shuttle.controlplane.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.Trees;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceArchiveTest {

    private static final ArchiveLimits LIMITS = new ArchiveLimits(1_000_000, 100);

    @TempDir
    Path temp;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    SourceArchiveTest() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    @Test
    void unpacksWhatTarPrints() throws Exception {
        Path sources = Files.createDirectories(temp.resolve("sources/a/" + "long".repeat(40)));
        Files.writeString(sources.resolve("Ümlaut.java"), "class A {}");
        Files.writeString(temp.resolve("sources/pom.xml"), "<project/>");
        Path script = Files.writeString(temp.resolve("sources/mvnw"), "#!/bin/sh");
        assertTrue(script.toFile().setExecutable(true));
        Files.createSymbolicLink(temp.resolve("sources/link"), Path.of("a"));
        Path archive = temp.resolve("made.tgz");
        Process made = new ProcessBuilder("tar", "czf", archive.toString(), ".")
                .directory(temp.resolve("sources").toFile())
                .inheritIO()
                .start();
        assertEquals(0, made.waitFor());

        Path into = temp.resolve("out");
        SourceArchive.unpack(archive, into, LIMITS);

        assertEquals("<project/>", Files.readString(into.resolve("pom.xml")));
        assertEquals("class A {}", Files.readString(into.resolve("a/" + "long".repeat(40) + "/Ümlaut.java")));
        assertTrue(Files.isExecutable(into.resolve("mvnw")));
        assertEquals(Path.of("a"), Files.readSymbolicLink(into.resolve("link")));
    }

    @Test
    void refusesANameThatWasChangedOnTheWay() throws Exception {
        file("src/gr\uFFFD\uFFFDe.txt", "x");

        String message =
                assertThrows(ArchiveRefusedException.class, this::unpacked).getMessage();

        assertTrue(message.contains("has U+FFFD in its name") && message.contains("LC_ALL"), message);
    }

    @Test
    void filesAreNewWhateverTheArchiveSays() throws Exception {
        TarArchiveEntry entry = new TarArchiveEntry("App.java");
        entry.setModTime(0);
        entry.setMode(04777);
        add(entry, "class App {}");
        Path file = unpacked().resolve("App.java");

        assertTrue(Files.getLastModifiedTime(file)
                .toInstant()
                .isAfter(Instant.now().minus(Duration.ofMinutes(5))));
        assertEquals(0, (int) Files.getAttribute(file, "unix:mode") & 06000);
    }

    @Test
    void anOddlyModedDirectoryCanBeWrittenTo() throws Exception {
        TarArchiveEntry entry = new TarArchiveEntry("src/");
        entry.setMode(0);
        add(entry, "");
        file("src/App.java", "x");
        assertEquals("x", Files.readString(unpacked().resolve("src/App.java")));
    }

    @Test
    void takesAnEmptyArchiveAndGzipMembersInARow() throws Exception {
        byte[] whole = tar();
        Path archive = temp.resolve("members.tgz");
        try (OutputStream out = Files.newOutputStream(archive)) {
            out.write(gzip(Arrays.copyOfRange(whole, 0, 512)));
            out.write(gzip(Arrays.copyOfRange(whole, 512, whole.length)));
        }
        SourceArchive.unpack(archive, temp.resolve("out"), LIMITS);
        assertTrue(Files.isDirectory(temp.resolve("out")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "a/../../x",
                "a/..",
                "..",
                "/etc/passwd",
                "a\\b",
                "..\\x",
                "a\nb",
                "\u001b[1m",
                "a\u0085b"
            })
    void refusesNamesThatLeadAstray(String name) throws Exception {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        add(entry, "x");
        String message = refusal();
        assertTrue(message.startsWith("The archive's entry \"" + EntryPath.escape(name) + "\" "), message);
        assertTrue(message.chars().allMatch(c -> c >= ' ' && c < 0x7f), message);
        assertFalse(Files.exists(temp.resolve("x")));
    }

    @Test
    void refusesOverlongPaths() throws Exception {
        file("d/".repeat(2100) + "f", "x");
        assertTrue(refusal().contains("has a path longer than 4 KiB"));
    }

    @Test
    void refusesOverlongNames() throws Exception {
        file("n".repeat(256), "x");
        assertTrue(refusal().contains("has a file name longer than 255 bytes"));
    }

    @Test
    void refusesTheSamePathTwice() throws Exception {
        file("a/b", "x");
        file("./a//b", "y");
        assertTrue(refusal().contains("\"a/b\" is in the archive twice"));
    }

    @Test
    void refusesAFileWhereADirectoryIs() throws Exception {
        file("a/b", "x");
        file("a", "y");
        assertTrue(refusal().contains("\"a\" is in the archive twice"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "..", "../x", "a/../../x", "b/../..", "", "x\\y", "caf\u00e9/../x"})
    void refusesLinksThatMayLeadOut(String target) throws Exception {
        link("link", target);
        assertTrue(refusal().contains("link"));
    }

    @Test
    void refusesToWriteThroughALinkInEitherOrder() throws Exception {
        link("a", "b");
        file("a/x", "x");
        assertTrue(refusal().contains("goes through a, which is a link"));
    }

    @Test
    void refusesALinkOverADirectory() throws Exception {
        file("a/x", "x");
        link("a", "b");
        assertTrue(refusal().contains("is in the archive twice"));
    }

    @Test
    void keepsLinksThatStayInside() throws Exception {
        link("a/b/up", "../../pom.xml");
        file("pom.xml", "<project/>");
        assertEquals("<project/>", Files.readString(unpacked().resolve("a/b/up")));
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO, (byte) 'Z'})
    void refusesWhatIsNeitherFileNorDirectoryNorLink(byte kind) throws Exception {
        TarArchiveEntry entry = new TarArchiveEntry("odd", kind);
        entry.setLinkName("pom.xml");
        add(entry, "");
        assertTrue(refusal().startsWith("The archive's entry \"odd\" is "));
    }

    @Test
    void refusesTooManyEntries() throws Exception {
        for (int i = 0; i <= LIMITS.entries(); i++) {
            file("f" + i, "");
        }
        assertTrue(refusal().contains("more than 100 entries"));
    }

    @Test
    void refusesTooManyBytesBeforeTheyAreWritten() throws Exception {
        file("small", "x");
        file("zeros", "\0".repeat(1_000_000));
        assertTrue(refusal().contains("take more than 1000000 bytes unpacked"));
    }

    @Test
    void refusesAHeaderThatUnfoldsIntoMemory() throws Exception {
        TarArchiveEntry name = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
        add(name, "n".repeat(50_000_000));
        file("x", "x");
        assertTrue(refusal().contains("header that is longer"));
    }

    @Test
    void refusesAnArchiveThatIsCutOffAnywhere() throws Exception {
        file("pom.xml", "<project/>".repeat(50));
        file("random", new String(randomLetters(3000), StandardCharsets.US_ASCII));
        byte[] whole = gzip(tar());
        for (int length = 0; length < whole.length; length += 37) {
            refusal(Arrays.copyOf(whole, length));
        }
        refusal(Arrays.copyOf(whole, whole.length - 1));
    }

    @Test
    void refusesATarThatIsCutOffBetweenEntries() throws Exception {
        file("pom.xml", "<project/>");
        file("second", "x");
        assertTrue(refusal(gzip(Arrays.copyOf(tar(), 1024))).contains("truncated"));
    }

    /** A few bits of a gzip mean nothing, such as those that fill its last byte: then the content must be whole. */
    @Test
    void refusesAnArchiveWithAFlippedBitUnlessTheBitMeansNothing() throws Exception {
        String content = new String(randomLetters(3000), StandardCharsets.US_ASCII);
        file("random", content);
        byte[] whole = gzip(tar());
        int harmless = 0;
        for (int i = 20; i < whole.length; i += 31) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 4;
            Path into = temp.resolve("out");
            try {
                SourceArchive.unpack(Files.write(temp.resolve("a.tgz"), damaged), into, LIMITS);
                harmless++;
                assertEquals(content, Files.readString(into.resolve("random")));
                Trees.delete(into);
            } catch (ArchiveRefusedException e) {
                assertFalse(Files.exists(into), "leaves nothing");
            }
        }
        assertTrue(harmless <= 1, harmless + " flipped bits were not seen");
    }

    @Test
    void refusesWhatIsNoGzipAndWhatIsNoTar() throws Exception {
        assertTrue(refusal("<project/>".getBytes(StandardCharsets.UTF_8)).startsWith("The body is not gzip."));
        assertTrue(refusal(new byte[0]).contains("gzip"));
        assertTrue(refusal(gzip("not a tar at all\n".repeat(500).getBytes(StandardCharsets.UTF_8)))
                .contains("not a tar"));
        refusal(gzip(new byte[0]));
    }

    private void file(String name, String text) throws IOException {
        add(new TarArchiveEntry(name), text);
    }

    private void link(String name, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        add(entry, "");
    }

    private void add(TarArchiveEntry entry, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private byte[] tar() throws IOException {
        tar.close();
        return bytes.toByteArray();
    }

    private Path unpacked() throws Exception {
        Path into = temp.resolve("out");
        SourceArchive.unpack(Files.write(temp.resolve("a.tgz"), gzip(tar())), into, LIMITS);
        return into;
    }

    private String refusal() throws IOException {
        return refusal(gzip(tar()));
    }

    private String refusal(byte[] archive) throws IOException {
        Path into = temp.resolve("out");
        Path file = Files.write(temp.resolve("a.tgz"), archive);
        var e = assertThrows(ArchiveRefusedException.class, () -> SourceArchive.unpack(file, into, LIMITS));
        assertFalse(Files.exists(into), "leaves nothing");
        return String.valueOf(e.getMessage());
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] randomLetters(int length) {
        Random random = new Random(1);
        byte[] letters = new byte[length];
        for (int i = 0; i < length; i++) {
            letters[i] = (byte) ('a' + random.nextInt(26));
        }
        return letters;
    }
}
