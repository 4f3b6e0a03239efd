package dev.shuttle.controlplane.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The store that belongs to a home. A start deletes what its store does not know, so that a missing, empty or other one
 * would cost all releases: it is refused before anything of the home is touched, unless the operator accepts it.
 */
public final class StoreOfHome {
    /** With something in one of them, the home has been in use. */
    private static final List<String> USED = List.of("releases", "hosts", "folders", "postgres", "redis");

    /** Its keys are those of a store, unless they were put there before the first start, when there is no Maven yet. */
    private static final List<String> KEYED = List.of("master.key", "maven");

    private final Path home;
    private final String url;
    private final @Nullable String accepted;

    /**
     * No I/O.
     *
     * @param home held by us, or not in use
     * @param url of the store
     * @param accepted the id of the home that takes whatever store is found, once; null: only its own
     */
    public StoreOfHome(Path home, String url, @Nullable String accepted) {
        this.home = home;
        this.url = url;
        this.accepted = accepted;
    }

    /**
     * The name of a home that was started once, which no other home has.
     *
     * @param home the home
     * @return letters and digits
     * @throws IOException if it has none, or it cannot be read
     */
    public static String nameOf(Path home) throws IOException {
        return HomeId.read(home)
                .orElseThrow(() -> new IOException(home + " has no " + HomeId.FILE + ": was it ever started?"))
                .id();
    }

    /**
     * Opens and migrates it. In a new home it is made.
     *
     * @return to be closed
     * @throws StoreRefusedException if it is not this home's, or cannot be opened; nothing was changed
     * @throws NewerStoreException if a newer version has migrated it
     * @throws IOException if the home cannot be written
     */
    public Database open() throws IOException {
        Optional<HomeId> known = HomeId.read(home);
        if (known.isEmpty() && traces().isEmpty()) {
            known = Optional.of(HomeId.after(Optional.empty()));
            known.get().write(home);
        }
        FoundStore found = FoundStore.at(url);
        if (found.fault() == null) {
            require(known, found);
        }
        Database database = opened(found);
        try {
            if (found.fault() != null) { // such as one that H2 must first recover
                found = read(database);
                require(known, found);
            }
            settle(known, found.id(), database);
            return database;
        } catch (IOException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * Refuses what a start would refuse. Changes nothing.
     *
     * @throws StoreRefusedException if a start would refuse it
     * @throws IOException if the home cannot be read
     */
    public void look() throws IOException {
        FoundStore found = FoundStore.at(url);
        if (found.fault() != null) {
            throw unreadable(found.fault());
        }
        require(HomeId.read(home), found);
    }

    private Database opened(FoundStore found) throws StoreRefusedException {
        try {
            return Database.open(url, found.schema());
        } catch (NewerStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unreadable(found.fault() == null ? e : found.fault());
        }
    }

    private static FoundStore read(Database database) {
        try {
            return database.jdbi().withHandle(handle -> FoundStore.of(handle.getConnection()));
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private void require(Optional<HomeId> known, FoundStore found) throws IOException {
        boolean own = known.isPresent()
                ? known.get().fits(found.id())
                : found.id().isEmpty() && (found.content() || traces().isEmpty()); // of an earlier version, or new
        if (!own && !known.map(HomeId::id).orElse(HomeId.NONE).equals(accepted)) {
            throw refused(known, found);
        }
    }

    /** Both get the same id, the file first. */
    private void settle(Optional<HomeId> known, Optional<String> storeId, Database database) throws IOException {
        HomeId id = known.filter(one -> one.fits(storeId)).orElseGet(() -> HomeId.after(storeId));
        if (id.before().isPresent()) {
            id.write(home);
            database.belongTo(id.id());
            id.settled().write(home);
        }
    }

    private StoreRefusedException refused(Optional<HomeId> known, FoundStore found) throws IOException {
        String what = found.id().isPresent()
                ? "belongs to another home, " + found.id().get()
                : found.content() ? "belongs to no home that it knows" : "is missing or empty";
        String id = known.map(HomeId::id).orElse(HomeId.NONE);
        List<String> traces = traces();
        return new StoreRefusedException("The store in " + place() + " " + what + ", but the home " + home
                + (known.isPresent() ? ", " + id + "," : "")
                + (traces.isEmpty()
                        ? " has a store of its own"
                        : " has been in use: it contains " + String.join(", ", traces))
                + ". A start would delete every release that the store does not know. Put the right store back, correct"
                + " SHUTTLE_DATABASE_URL, or restore a backup into an empty home (java -jar control-plane.jar restore"
                + " FILE). If the home shall go on with the store as it is, start once with --accept-store=" + id
                + ". Nothing was changed.");
    }

    private StoreRefusedException unreadable(Throwable cause) {
        return new StoreRefusedException(
                "The store in " + place() + " cannot be opened: " + reason(cause)
                        + ". If another process uses it, stop that one; if it belongs to another user, start as that one."
                        + " If it is damaged, put a copy of it back, or restore a backup into an empty home (java -jar"
                        + " control-plane.jar restore FILE). Nothing was deleted.",
                cause);
    }

    private static String reason(Throwable cause) {
        Throwable last = cause;
        while (last.getCause() != null && !(last instanceof SQLException)) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage()).replaceFirst("(?s);? SQL statement:.*| \\[\\d+-\\d+]$", "");
    }

    /** Without H2's settings, which say nothing to people, and where a password may be. */
    private String place() {
        return Database.place(url);
    }

    /** The signs that the home has been in use. */
    private List<String> traces() throws IOException {
        List<String> traces = new ArrayList<>();
        for (String name : USED) {
            if (hasEntries(home.resolve(name))) {
                traces.add(name + "/");
            }
        }
        if (KEYED.stream().allMatch(name -> Files.exists(home.resolve(name)))) {
            traces.add(KEYED.get(0));
        }
        return traces;
    }

    private static boolean hasEntries(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return entries.iterator().hasNext();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
