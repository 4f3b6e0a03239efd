package dev.shuttle.controlplane.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten gigabytes in ten megabytes, unpacked by a JVM with a heap of 32 MiB. */
class GzipBombTest {
    private static final int MEMBER = 8 << 20;
    private static final int MEMBERS = 1280;
    private static final long LIMIT = 60L << 20;

    @TempDir
    Path temp;

    enum Bomb {
        /** Each no larger than any file may be. */
        MANY_FILES {
            @Override
            void write(OutputStream out) throws IOException {
                byte[] zeros = RawTar.gzip(new byte[MEMBER]);
                for (int i = 0; i < MEMBERS; i++) {
                    out.write(RawTar.gzip(RawTar.header(RawTar.utf8("f" + i), '0', MEMBER, new byte[0])));
                    out.write(zeros);
                }
            }
        },
        ONE_FILE {
            @Override
            void write(OutputStream out) throws IOException {
                byte[] header = RawTar.header(RawTar.utf8("f"), '0', 0, new byte[0]);
                RawTar.binarySize(header, (long) MEMBER * MEMBERS);
                out.write(RawTar.gzip(header));
                zeros(out);
            }
        },
        LONG_NAME {
            @Override
            void write(OutputStream out) throws IOException {
                byte[] header = RawTar.header(RawTar.utf8("././@LongLink"), 'L', 0, new byte[0]);
                RawTar.binarySize(header, (long) MEMBER * MEMBERS);
                out.write(RawTar.gzip(header));
                zeros(out);
            }
        },
        MANY_HEADERS {
            @Override
            void write(OutputStream out) throws IOException {
                byte[] header = new RawTar().pax("comment", new byte[100_000]).toBytes();
                byte[] member = RawTar.gzip(Arrays.copyOf(header, header.length - 2 * RawTar.BLOCK));
                for (int i = 0; i < 20_000; i++) {
                    out.write(member);
                }
            }
        },
        BEHIND_THE_END {
            @Override
            void write(OutputStream out) throws IOException {
                zeros(out);
            }
        },
        NAME_OF_THE_GZIP {
            @Override
            void write(OutputStream out) throws IOException {
                out.write(new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0});
                byte[] name = new byte[1 << 20];
                Arrays.fill(name, (byte) 'n');
                for (int i = 0; i < 100; i++) {
                    out.write(name);
                }
            }
        },
        EMPTY_MEMBERS {
            @Override
            void write(OutputStream out) throws IOException {
                byte[] empty = RawTar.gzip(new byte[0]);
                for (int i = 0; i < 100_000; i++) {
                    out.write(empty);
                }
            }
        };

        abstract void write(OutputStream out) throws IOException;

        static void zeros(OutputStream out) throws IOException {
            byte[] member = RawTar.gzip(new byte[MEMBER]);
            for (int i = 0; i < MEMBERS; i++) {
                out.write(member);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedWithinLittleMemoryAndDisk(Bomb bomb) throws Exception {
        Path archive = temp.resolve("bomb.tgz");
        try (OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(archive), 1 << 20)) {
            bomb.write(out);
        }
        Path into = temp.resolve("out");
        Process unpacker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Unpacker.class.getName(),
                        archive.toString(),
                        into.toString())
                .redirectErrorStream(true)
                .start();
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong largest = new AtomicLong();
        Thread watch = new Thread(() -> watch(into, done, largest));
        watch.start();
        String said = new String(unpacker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(unpacker.waitFor(60, TimeUnit.SECONDS));
        done.set(true);
        watch.join();

        assertEquals(0, unpacker.exitValue(), said);
        assertTrue(said.startsWith("refused: "), said);
        assertFalse(Files.exists(into));
        assertTrue(largest.get() <= LIMIT + LIMIT / 10, largest + " bytes on disk");
    }

    private static void watch(Path folder, AtomicBoolean done, AtomicLong largest) {
        while (!done.get()) {
            try (Stream<Path> files = Files.walk(folder)) {
                long bytes = files.mapToLong(file -> file.toFile().length()).sum();
                largest.accumulateAndGet(bytes, Math::max);
                Thread.sleep(5);
            } catch (IOException | java.io.UncheckedIOException e) {
                Thread.onSpinWait(); // not there yet, or being deleted
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Run in a JVM of its own. */
    static final class Unpacker {
        private Unpacker() {}

        public static void main(String[] args) throws IOException {
            try {
                SourceArchive.unpack(Path.of(args[0]), Path.of(args[1]), new ArchiveLimits(LIMIT, 10_000));
                System.out.println("unpacked");
            } catch (ArchiveRefusedException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }
}
