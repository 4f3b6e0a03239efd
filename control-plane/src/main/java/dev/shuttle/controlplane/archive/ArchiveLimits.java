package dev.shuttle.controlplane.archive;

/**
 * How much an archive may hold.
 *
 * @param unpackedBytes of all its files together, at least 0
 * @param entries files, directories and links, at least 0
 */
public record ArchiveLimits(long unpackedBytes, int entries) {

    public ArchiveLimits {
        if (unpackedBytes < 0 || entries < 0) {
            throw new IllegalArgumentException("An archive's limits are at least 0");
        }
    }
}
