package dev.shuttle.controlplane.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that are not packed by accident. Those that tar programs can be made to write are in {@link SourceArchiveTest}. */
class HostileArchiveTest {

    private static final ArchiveLimits LIMITS = new ArchiveLimits(1_000_000, 100);

    private static final byte[] NOT_UTF8 = {'c', 'a', 'f', (byte) 0xe9, '.', 't', 'x', 't'};

    @TempDir
    Path temp;

    private final RawTar tar = new RawTar();

    @ParameterizedTest
    @ValueSource(strings = {"what?.txt", "a?/b?", "\ud83d\ude00?.txt", "\u00c3\u00a9", "?"})
    void takesNamesThatOnlyLookAsIfTheyWereNotUtf8(String name) throws Exception {
        tar.file(name, "as it stands").longName(RawTar.utf8("l" + name)).file("l", "as a long one");
        tar.pax("path", RawTar.utf8("p" + name)).file("p", "by PAX");
        Path into = unpacked();

        assertEquals("as it stands", Files.readString(into.resolve(name)));
        assertEquals("as a long one", Files.readString(into.resolve("l" + name)));
        assertEquals("by PAX", Files.readString(into.resolve("p" + name)));
    }

    @Test
    void refusesAndNamesWhatIsNotUtf8() throws Exception {
        String message = refusal(new RawTar().entry(NOT_UTF8, '0', "", new byte[0]));

        assertTrue(message.contains("\"caf\\u00e9.txt\" has a name with bytes that are not UTF-8"), message);
        assertTrue(refusal(new RawTar().longName(NOT_UTF8).file("x", "")).contains("not UTF-8"));
        assertTrue(refusal(new RawTar().pax("path", NOT_UTF8).file("x", "")).contains("not UTF-8"));
        assertTrue(refusal(new RawTar().pax("linkpath", NOT_UTF8).link("x", '2', "y"))
                .contains("not UTF-8"));
        byte[] surrogates = {'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80};
        assertTrue(refusal(new RawTar().entry(surrogates, '0', "", new byte[0])).contains("not UTF-8"));
    }

    /** PAX records have no end but their length: a name may go on behind a zero. */
    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\tb", "a\u007fb", "../x", "/x"})
    void refusesTheSameNamesByPax(String name) throws Exception {
        tar.pax("path", RawTar.utf8(name)).file("harmless", "x");
        assertTrue(refusal(tar).startsWith("The archive's entry \"" + EntryPath.escape(name) + "\" "));
    }

    @Test
    void makesACopyOfAHardLinkToAnEarlierFile() throws Exception {
        tar.file("bin/one", "#!/bin/sh").link("bin/two", '1', "./bin/one").link("bin/three", '1', "bin/two");
        Path into = unpacked();

        assertEquals("#!/bin/sh", Files.readString(into.resolve("bin/three")));
        Files.writeString(into.resolve("bin/one"), "changed");
        assertEquals("#!/bin/sh", Files.readString(into.resolve("bin/two")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"later", "link", "folder", "missing", "self"})
    void refusesAHardLinkToAnythingElse(String target) throws Exception {
        tar.file("folder/x", "x").link("link", '2', "folder/x").link("self", '1', target);
        tar.file("later", "x");
        assertTrue(refusal(tar)
                .contains("\"self -> " + target + "\" is a hard link to something that is not an earlier file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../x", "a/../../x"})
    void refusesAHardLinkOutOfTheArchive(String target) throws Exception {
        assertTrue(refusal(tar.link("x", '1', target)).contains("\"" + target + "\""));
    }

    @Test
    void copiesOfHardLinksCountAgainstTheLimit() throws Exception {
        tar.file("one", "x".repeat(400_000)).link("two", '1', "one").link("three", '1', "one");
        assertTrue(refusal(tar).contains("take more than 1000000 bytes unpacked"));
    }

    /** Some readers of tar skip the content, others read it as further entries. */
    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '5'})
    void refusesContentWhereThereIsNone(char type) throws Exception {
        tar.file("one", "x").entry(RawTar.utf8("odd"), type, "one", new byte[BLOCK_OF_CONTENT]);
        assertTrue(refusal(tar).contains("is not a file, but has a size"));
    }

    private static final int BLOCK_OF_CONTENT = 512;

    @ParameterizedTest
    @CsvSource({"gnu,1.0", "posix,0.0", "posix,0.1", "posix,1.0"})
    void refusesSparseFilesAsTarPacksThem(String format, String version) throws Exception {
        Path holes = temp.resolve("holes.bin");
        try (RandomAccessFile file = new RandomAccessFile(holes.toFile(), "rw")) {
            file.setLength(1 << 20);
            file.seek(1 << 19);
            file.write(RawTar.utf8("something between the holes"));
        }
        Path archive = temp.resolve("sparse.tgz");
        Process made = new ProcessBuilder(
                        "tar",
                        "czSf",
                        archive.toString(),
                        "--format=" + format,
                        "--sparse-version=" + version,
                        "holes.bin")
                .directory(temp.toFile())
                .inheritIO()
                .start();
        assertEquals(0, made.waitFor());
        assertTrue(refusal(Files.readAllBytes(archive)).contains("holes.bin\" is a sparse file"));
    }

    @Test
    void foldersThatStandInPathsOnlyCountAsEntries() throws Exception {
        for (int i = 0; i < 60; i++) {
            tar.file("d" + i + "/f", "");
        }
        assertTrue(refusal(tar).contains("more than 100 entries"));
    }

    @Test
    void refusesFoldersThatAreTooDeepToWalk() throws Exception {
        tar.pax("path", RawTar.utf8("d/".repeat(201) + "f")).file("x", "x");
        assertTrue(refusal(tar).contains("is deeper than 200 folders"));
    }

    @Test
    void refusesAPathThatIsTooLongOnlyBelowTheServersFolder() throws Exception {
        tar.pax("path", RawTar.utf8(("d".repeat(250) + "/").repeat(16) + "f".repeat(70)))
                .file("x", "x");
        assertTrue(refusal(tar).contains("too long in this server's folders"));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0x7fff_ffff_ffff_ffffL, 1_000_001})
    void refusesSizesThatAreNegativeOrHuge(long size) throws Exception {
        byte[] header = RawTar.header(RawTar.utf8("lies"), '0', 0, new byte[0]);
        RawTar.binarySize(header, size);
        refusal(tar.block(header).file("next", "x"));
    }

    @Test
    void refusesASizeThatGoesOnBehindTheArchivesEnd() throws Exception {
        tar.block(RawTar.header(RawTar.utf8("lies"), '0', 900_000, new byte[0])).file("next", "x");
        assertTrue(refusal(tar).contains("truncated"));
    }

    /** Found by fuzz: the other reader was right to miss the entry. */
    @Test
    void refusesAHeaderThatDescribesNoEntry() throws Exception {
        assertTrue(refusal(new RawTar().file("a", "x").pax("path", RawTar.utf8("b")))
                .contains("truncated"));
        assertTrue(refusal(new RawTar().longName(RawTar.utf8("b"))).contains("truncated"));
    }

    /** Found by fuzz: as tar takes it, whatever the type says. */
    @Test
    void takesAFileWithASlashAtItsEndForAFolder() throws Exception {
        tar.file("d/", "");
        assertTrue(Files.isDirectory(unpacked().resolve("d")));
    }

    @Test
    void refusesWhatComesBehindTheEndMarkOrHalfOfOne() throws Exception {
        byte[] end = new byte[2 * RawTar.BLOCK];
        assertTrue(refusal(new RawTar().file("a", "x").block(end).file("b", "y"))
                .contains("continues after its end marker"));
        byte[] half = new byte[RawTar.BLOCK];
        assertTrue(refusal(new RawTar().file("a", "x").block(half).file("b", "y"))
                .contains("its end marker is incomplete"));
    }

    @Test
    void refusesAGzipWhoseHeaderFillsTheMemory() throws Exception {
        byte[] gzip = tar.file("a", "x").gzip();
        byte[] header = new byte[10 + GzipHeaderGuard.MAX_HEADER_BYTES];
        System.arraycopy(gzip, 0, header, 0, 10);
        header[3] = 8; // has a file name
        java.util.Arrays.fill(header, 10, header.length, (byte) 'n');
        assertTrue(refusal(header).contains("gzip"));
    }

    private Path unpacked() throws Exception {
        Path into = temp.resolve("out");
        SourceArchive.unpack(Files.write(temp.resolve("a.tgz"), tar.gzip()), into, LIMITS);
        return into;
    }

    private String refusal(RawTar archive) throws IOException {
        return refusal(archive.gzip());
    }

    private String refusal(byte[] archive) throws IOException {
        Path folder = Files.createDirectory(temp.resolve("around"));
        Path into = folder.resolve("out");
        Path file = Files.write(temp.resolve("a.tgz"), archive);
        var e = assertThrows(ArchiveRefusedException.class, () -> SourceArchive.unpack(file, into, LIMITS));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count(), "leaves nothing");
        }
        Files.delete(folder);
        String message = String.valueOf(e.getMessage());
        assertFalse(message.isBlank());
        assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(message), message);
        return message;
    }
}
