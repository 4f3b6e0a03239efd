package dev.shuttle.controlplane.metrics;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one project: a ring of records for each range, all of a fixed size, one behind the other. A record says
 * which time it is of and has a checksum, so one that a crash, a full disk or anything else has spoilt is not there, and
 * nothing else is lost. Nothing is kept open and nothing forced to the disk. For one writing thread.
 */
final class MetricsFile {
    /** Changes with the layout: a file of another is begun again. */
    private static final long MAGIC = 0x5348_4d45_5452_0001L;

    private static final int HEADER = 128;
    private static final int RECORD = 128;
    private static final int CHECKED = RECORD - Integer.BYTES;

    /** Whole: 187 KiB. */
    static final int BYTES = HEADER + MetricsRange.allSlots() * RECORD;

    private final Path path;

    MetricsFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Adds to what is known of that time, in each range. */
    void add(Instant at, MetricsSample sample) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            begin(file);
            for (MetricsRange range : MetricsRange.values()) {
                add(file, range, range.slotOf(at), sample);
            }
        }
    }

    private static void begin(RandomAccessFile file) throws IOException {
        if (file.length() != BYTES || file.readLong() != MAGIC) {
            file.setLength(0);
            file.setLength(BYTES); // with holes where nothing is written
            file.seek(0);
            file.writeLong(MAGIC);
        }
    }

    private static void add(RandomAccessFile file, MetricsRange range, long slot, MetricsSample sample)
            throws IOException {
        long position = HEADER + (long) (range.firstSlot() + range.index(slot)) * RECORD;
        byte[] record = new byte[RECORD];
        file.seek(position);
        file.readFully(record);
        MetricsSample before = decode(record, slot);
        file.seek(position);
        file.write(encode(slot, before == null ? sample : before.plus(sample)));
    }

    /** The samples that are whole, by the time at which each stretch begins. */
    SortedMap<Instant, MetricsSample> read(MetricsRange range, Instant now) throws IOException {
        SortedMap<Instant, MetricsSample> samples = new TreeMap<>();
        if (!Files.exists(path) || Files.size(path) != BYTES) {
            return samples;
        }
        for (byte[] record : records(range)) {
            long slot = ByteBuffer.wrap(record).getLong();
            MetricsSample sample =
                    slot < range.oldest(now) || slot > now.getEpochSecond() ? null : decode(record, slot);
            if (sample != null) {
                samples.put(Instant.ofEpochSecond(slot), sample);
            }
        }
        return samples;
    }

    private List<byte[]> records(MetricsRange range) throws IOException {
        List<byte[]> records = new ArrayList<>();
        byte[] all = new byte[range.slots() * RECORD];
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            if (file.readLong() != MAGIC) {
                return records;
            }
            file.seek(HEADER + (long) range.firstSlot() * RECORD);
            file.readFully(all);
        }
        for (int i = 0; i < range.slots(); i++) {
            byte[] record = new byte[RECORD];
            System.arraycopy(all, i * RECORD, record, 0, RECORD);
            records.add(record);
        }
        return records;
    }

    private static byte[] encode(long slot, MetricsSample sample) {
        ByteBuffer record = ByteBuffer.allocate(RECORD).putLong(slot).putInt(sample.millis());
        for (int count : sample.byStatus()) {
            record.putInt(count);
        }
        for (int count : sample.byLatency()) {
            record.putInt(count);
        }
        record.putLong(sample.received())
                .putLong(sample.sent())
                .putLong(sample.memory())
                .putInt(sample.inFlight())
                .putInt(sample.cpuMillis())
                .putInt(sample.restarts());
        return record.putInt(CHECKED, checksum(record.array())).array();
    }

    /** Null if it is not whole, or of another time. */
    private static @Nullable MetricsSample decode(byte[] bytes, long slot) {
        ByteBuffer record = ByteBuffer.wrap(bytes);
        if (record.getLong() != slot || record.getInt(CHECKED) != checksum(bytes)) {
            return null;
        }
        int millis = record.getInt();
        int[] byStatus = counts(record, MetricsSample.STATUSES);
        int[] byLatency = counts(record, MetricsSample.LATENCIES);
        long received = record.getLong();
        long sent = record.getLong();
        long memory = record.getLong();
        return new MetricsSample(
                millis, byStatus, byLatency, received, sent, record.getInt(), record.getInt(), memory, record.getInt());
    }

    private static int[] counts(ByteBuffer record, int number) {
        int[] counts = new int[number];
        for (int i = 0; i < number; i++) {
            counts[i] = record.getInt();
        }
        return counts;
    }

    /** Never that of zeros, which a hole has. */
    private static int checksum(byte[] record) {
        CRC32 sum = new CRC32();
        sum.update(1);
        sum.update(record, 0, CHECKED);
        return (int) sum.getValue();
    }
}
