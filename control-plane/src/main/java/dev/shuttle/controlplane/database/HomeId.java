package dev.shuttle.controlplane.database;

import dev.shuttle.os.NewFile;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name by which a home and its store know each other, kept in both. While it changes, the file has two lines: the new
 * one, and the one that the store may still have; so a crash at any moment leaves a home that starts.
 *
 * @param id of the home
 * @param before the store's id until it has the new one; {@link #NONE} for a store without one
 */
record HomeId(String id, Optional<String> before) {
    /** In the home. */
    static final String FILE = "home.id";

    /** In the place of the id of a store, or home, that has none. */
    static final String NONE = "none";

    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
    private static final int BYTES = 8;

    /** A new one, for a store with this id. */
    static HomeId after(Optional<String> storeId) {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return new HomeId(HexFormat.of().formatHex(random), Optional.of(storeId.orElse(NONE)));
    }

    /** That of a home; empty if it has none yet. */
    static Optional<HomeId> read(Path home) throws IOException {
        Path file = home.resolve(FILE);
        try {
            List<String> lines = Files.readAllLines(file);
            if (!lines.isEmpty() && ID.matcher(lines.get(0)).matches()) {
                return Optional.of(
                        new HomeId(lines.get(0), lines.stream().skip(1).findFirst()));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedInputException e) {
            // as any other content that is not an id
        }
        throw new StoreRefusedException("The file " + file
                + " does not contain the id of a home. Put the original back;"
                + " or, if the store is the right one, delete the file, and start once with --accept-store=" + NONE
                + ". Nothing was changed.");
    }

    void write(Path home) throws IOException {
        NewFile.write(
                home.resolve(FILE), id + "\n" + before.map(old -> old + "\n").orElse(""));
    }

    HomeId settled() {
        return new HomeId(id, Optional.empty());
    }

    /** Whether a store with this id is this home's. */
    boolean fits(Optional<String> storeId) {
        String found = storeId.orElse(NONE);
        return found.equals(id) || before.filter(found::equals).isPresent();
    }
}
