package dev.shuttle.controlplane.disk;

import dev.shuttle.os.ByteSize;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The space that a project takes on disk.
 *
 * @param parts bytes; a part that takes nothing may be missing
 */
public record DiskUse(Map<Part, Long> parts) {
    /** Who fills it, and where it can be emptied. In the order in which files with several names are counted. */
    public enum Part {
        FOLDERS("folders"),
        DATABASES("PostgreSQL databases"),
        REDIS("Redis"),
        RELEASES("releases with their libraries"),
        REPOSITORY("build repository"),
        LOGS("logs"),
        BUILD("uploads and builds"),
        RUNNING("working directories");

        private final String title;

        Part(String title) {
            this.title = title;
        }
    }

    public DiskUse {
        parts = Map.copyOf(parts);
    }

    /** Bytes of a part. */
    public long of(Part part) {
        return parts.getOrDefault(part, 0L);
    }

    /** Bytes of all parts. */
    public long total() {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** With the part as it was known before, where it is not known now. */
    DiskUse with(Part part, OptionalLong bytes, DiskUse before) {
        Map<Part, Long> changed = new EnumMap<>(Part.class);
        changed.putAll(parts);
        changed.put(part, bytes.orElse(before.of(part)));
        return new DiskUse(changed);
    }

    /** Each part that takes something, the largest first. */
    public String description() {
        List<Part> largest = new ArrayList<>(parts.keySet());
        largest.removeIf(part -> of(part) == 0);
        largest.sort((one, other) -> Long.compare(of(other), of(one)));
        return String.join(
                ", ",
                largest.stream()
                        .map(part -> part.title + " " + ByteSize.text(of(part)))
                        .toList());
    }
}
