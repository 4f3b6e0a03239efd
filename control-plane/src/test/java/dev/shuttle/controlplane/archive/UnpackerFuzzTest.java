package dev.shuttle.controlplane.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.shuttle.os.Trees;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of archives, built to be nearly right or damaged after they were. Whatever comes: it ends soon, within its
 * limits and its memory, unpacks wholly or leaves nothing, and writes nowhere else; and what is unpacked is what an
 * independent reader reads. jqwik prints the seed of a failure, and tries a failed sample first in the next run. What
 * was found so far stands as tests in {@link HostileArchiveTest}.
 */
class UnpackerFuzzTest {
    private static final ArchiveLimits LIMITS = new ArchiveLimits(20_000, 30);

    private static final Duration LONGEST = Duration.ofSeconds(20);

    /** Buffers and names; not their number times something that an archive says. */
    private static final long MOST_ALLOCATED = 16 << 20;

    private static final String CANARY = "still here";

    private static final Map<String, String> CANARIES = Map.of("a/f", CANARY, "f", CANARY);

    private static Path around = Path.of("");

    @BeforeContainer
    static void plantCanaries() throws IOException {
        around = Files.createTempDirectory("fuzz").toRealPath();
        Files.writeString(Files.createDirectory(around.resolve("a")).resolve("f"), CANARY);
        Files.writeString(around.resolve("f"), CANARY);
    }

    @AfterContainer
    static void cleanUp() throws IOException {
        Trees.delete(around);
    }

    @Property
    void anArchiveOfNastyParts(@ForAll("tars") byte[] tar) throws Exception {
        check(RawTar.gzip(tar));
    }

    @Property
    void aTarThatWasDamaged(@ForAll("tars") byte[] tar, @ForAll("damages") List<Damage> damages) throws Exception {
        check(RawTar.gzip(Damage.all(tar, damages)));
    }

    @Property
    void aGzipThatWasDamaged(@ForAll("tars") byte[] tar, @ForAll("damages") List<Damage> damages) throws Exception {
        check(Damage.all(RawTar.gzip(tar), damages));
    }

    @Property
    void anArchiveOfOrdinaryFilesIsUnpacked(@ForAll("ordinary") Map<String, byte[]> files, @ForAll boolean gnu)
            throws Exception {
        Path out = around.resolve("out");
        Path file = Files.write(Files.createTempFile("fuzz", ".tgz"), RawTar.gzip(NastyTars.write(files, gnu)));
        try {
            SourceArchive.unpack(file, out, new ArchiveLimits(1 << 20, 1000));
            assertEquals(texts(files), unpacked(out));
        } finally {
            Trees.delete(out);
            Files.delete(file);
        }
    }

    @Provide
    Arbitrary<byte[]> tars() {
        return NastyTars.any();
    }

    @Provide
    Arbitrary<Map<String, byte[]>> ordinary() {
        return NastyTars.ordinary();
    }

    @Provide
    Arbitrary<List<Damage>> damages() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 20_000),
                        Arbitraries.bytes(),
                        Arbitraries.of(Damage.Kind.values()))
                .as(Damage::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    /** A change of bytes, at a place counted round and round. */
    record Damage(int at, byte value, Kind kind) {
        enum Kind {
            SET,
            FLIP,
            CUT,
            DOUBLE
        }

        static byte[] all(byte[] bytes, List<Damage> damages) {
            byte[] damaged = bytes;
            for (Damage damage : damages) {
                damaged = damaged.length == 0 ? damaged : damage.of(damaged);
            }
            return damaged;
        }

        private byte[] of(byte[] bytes) {
            int place = at % bytes.length;
            byte[] copy = bytes.clone();
            switch (kind) {
                case SET -> copy[place] = value;
                case FLIP -> copy[place] ^= (byte) (1 << (value & 7));
                case CUT -> copy = Arrays.copyOf(bytes, place);
                case DOUBLE -> {
                    copy = Arrays.copyOf(bytes, bytes.length + place);
                    System.arraycopy(bytes, 0, copy, bytes.length, place);
                }
            }
            return copy;
        }
    }

    private static void check(byte[] archive) throws Exception {
        Path file = Files.write(Files.createTempFile("fuzz", ".tgz"), archive);
        Path out = around.resolve("out");
        try {
            if (assertTimeoutPreemptively(LONGEST, () -> unpacks(file, out))) {
                checkUnpacked(out, archive);
                Trees.delete(out);
            }
            assertEquals(CANARIES, texts(files(around)), "leaves nothing, and writes nothing else");
        } finally {
            Trees.delete(out);
            Files.delete(file);
        }
    }

    private static boolean unpacks(Path file, Path out) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        try {
            SourceArchive.unpack(file, out, LIMITS);
            return true;
        } catch (ArchiveRefusedException e) {
            assertTrue(e.getMessage().chars().allMatch(c -> c >= ' ' && c < 0x7f), e.getMessage());
            return false;
        } finally {
            long taken = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertTrue(taken < MOST_ALLOCATED, "took " + taken + " bytes of memory");
        }
    }

    private static void checkUnpacked(Path out, byte[] archive) throws IOException {
        long bytes = 0;
        try (Stream<Path> all = Files.walk(out)) {
            List<Path> entries = all.toList();
            assertTrue(entries.size() - 1 <= LIMITS.entries(), "too many entries");
            for (Path entry : entries) {
                if (Files.isSymbolicLink(entry)) {
                    assertTrue(!Files.exists(entry) || entry.toRealPath().startsWith(out), "leads out: " + entry);
                } else if (Files.isRegularFile(entry)) {
                    bytes += Files.size(entry);
                }
            }
        }
        assertTrue(bytes <= LIMITS.unpackedBytes(), "too many bytes");
        Map<String, String> independent = independent(archive);
        assertEquals(independent == null ? unpacked(out) : independent, unpacked(out));
    }

    /**
     * Files only, as the library reads them, whose reader shares nothing with ours. Null where it stumbles, as it does over
     * what we do not need, an owner or a time that is no number: then it has no opinion.
     */
    private static @Nullable Map<String, String> independent(byte[] archive) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile() && !entry.isDirectory() && !entry.isLink() && !entry.isSymbolicLink()) {
                    files.put(Path.of(entry.getName()).normalize().toString(), tar.readAllBytes());
                } else if (entry.isLink()) {
                    String target = Path.of(entry.getLinkName()).normalize().toString();
                    files.put(Path.of(entry.getName()).normalize().toString(), files.get(target));
                }
            }
        } catch (ZipException | EOFException e) {
            throw e; // of the gzip around it, which has but one way to be right
        } catch (IOException | RuntimeException e) {
            return null;
        }
        return texts(files);
    }

    private static Map<String, String> unpacked(Path out) throws IOException {
        return texts(files(out));
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
                    .collect(Collectors.toCollection(java.util.TreeSet::new))) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static Map<String, String> texts(Map<String, byte[]> files) {
        return files.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, file -> text(file.getValue())));
    }

    private static String text(byte[] content) {
        String text = new String(content, java.nio.charset.StandardCharsets.US_ASCII);
        return text.equals(CANARY) ? text : HexFormat.of().formatHex(content);
    }
}
