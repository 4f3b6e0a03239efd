package dev.shuttle.controlplane;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.database.NewerStoreException;
import dev.shuttle.controlplane.database.StoreOfHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The store is opened beside the rest of a start, of which it is the longest part. */
final class OpeningStore implements AutoCloseable {
    private final CompletableFuture<Database> opening;

    private OpeningStore(CompletableFuture<Database> opening) {
        this.opening = opening;
    }

    static OpeningStore begin(Settings settings, Home home) throws IOException {
        String given = settings.stores().databaseUrl();
        StoreOfHome store = new StoreOfHome(
                home.root(),
                given == null ? Database.urlIn(home.folder("store")) : given,
                settings.stores().acceptedBy());
        return new OpeningStore(CompletableFuture.supplyAsync(() -> {
            try {
                return store.open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    /** Waits for it. Nothing of the home is to be touched, and nothing ended, before it is known that this is its store. */
    Database await() throws IOException {
        try {
            return opening.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NewerStoreException newer) {
                throw new IOException(newer.getMessage(), newer);
            }
            if (e.getCause() instanceof UncheckedIOException unchecked) {
                throw unchecked.getCause();
            }
            throw new IOException("The store cannot be opened: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        opening.handle((database, failed) -> database)
                .thenAccept(database -> {
                    if (database != null) {
                        database.close();
                    }
                })
                .join();
    }
}
