package dev.shuttle.controlplane.backup;

import dev.shuttle.controlplane.vault.MasterKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One project in a backup, with the libraries of its releases. The file is read three times: to see that it is whole and
 * unchanged, which writes nothing; for its store, which says what the project has; and for the rest. Not thread-safe.
 */
public final class ProjectPart {
    private static final String MASTER_KEY = "master.key";
    private static final int LONGEST_KEY = 64 * 1024;

    /** Of a release's description, which names a jar a line. */
    private static final int LONGEST_RELEASE = 16 * 1024 * 1024;

    private static final Pattern LIBRARY = Pattern.compile("\"/(libs/[A-Za-z0-9._-]{1,200})\"");

    private final WholeBackup whole;
    private final String project;
    private final LongConsumer each;
    private long read;
    private final Set<String> libraries = new HashSet<>();
    private @Nullable String keyInFile;
    private long store;
    private long releases;
    private long folders;
    private long redis;
    private long shared;
    private long own;

    /**
     * Of a file.
     *
     * @param file the backup
     * @param project a valid name
     * @param each called with each entry, and told the bytes of those that were read before, in one reading; what it throws
     *     ends that
     */
    public ProjectPart(Path file, String project, LongConsumer each) {
        this.whole = new WholeBackup(file);
        this.project = project;
        this.each = each;
    }

    /**
     * A backup that is whole.
     *
     * @param createdAt when it was made, ISO-8601
     * @param key that encrypted its secrets
     * @param notes of when it was made
     * @param bytes of its parts
     */
    public record Checked(String createdAt, MasterKey key, List<String> notes, Bytes bytes) {
        public Checked {
            notes = List.copyOf(notes);
        }
    }

    /**
     * How much is to be laid out.
     *
     * @param platform the store, and the project's releases with their libraries
     * @param folders the project's
     * @param redis the project's; 0 where the backup has none of it
     * @param postgres all of the server that its databases are on; 0 where the backup has none
     */
    public record Bytes(long platform, long folders, long redis, long postgres) {}

    /**
     * Where the parts go: folders that are there.
     *
     * @param platform gets {@code releases}, with the project's, and {@code libs}
     * @param folders gets what is in the project's folder
     * @param redis gets what is in that of its Redis; null: nothing does
     * @param postgres gets {@code data}; null: nothing does
     */
    public record Places(Path platform, Path folders, @Nullable Path redis, @Nullable Path postgres) {}

    /**
     * Reads all of it, and writes nothing.
     *
     * @param ours the master key of the home that gets the project
     * @param other the text of the key of the home that the backup is of, if that is another; null: it is in the backup
     * @throws IOException if it cannot be used; says why
     */
    public Checked check(MasterKey ours, @Nullable String other) throws IOException {
        read = 0;
        Manifest manifest = whole.read(this::look);
        whole.requireKnown(manifest);
        MasterKey key = key(manifest, ours, other);
        whole.requireSeal(manifest, key);
        if (hasPostgres()) {
            whole.requirePlatform(manifest);
        }
        return new Checked(
                manifest.createdAt(),
                key,
                manifest.notes(),
                new Bytes(store + releases, folders, redis, own > 0 ? own : shared));
    }

    private MasterKey key(Manifest manifest, MasterKey ours, @Nullable String other) throws IOException {
        List<MasterKey> known = new ArrayList<>(List.of(ours));
        for (String text : new String[] {other, keyInFile}) {
            if (text != null) {
                known.add(MasterKey.of(text, Path.of(MASTER_KEY)));
            }
        }
        return known.stream()
                .filter(key -> key.id().equals(manifest.key()))
                .findFirst()
                .orElseThrow(
                        () -> whole.refused("it is of another home: the secrets in it were encrypted with the master"
                                + " key " + manifest.key() + ", and this home's is " + ours.id()
                                + ". Name the file with that key: --master-key-file=FILE"));
    }

    private void look(Entry entry, InputStream content) throws IOException {
        next(entry);
        String name = entry.name();
        if (name.equals(MASTER_KEY)) {
            keyInFile = new String(content.readNBytes(LONGEST_KEY), StandardCharsets.UTF_8).strip();
        } else if (isIn(name, "store")) {
            store += entry.size();
        } else if (isIn(name, "releases/" + project)) {
            releases += entry.size();
            if (name.endsWith("/release.json")) {
                addLibraries(new String(content.readNBytes(LONGEST_RELEASE), StandardCharsets.UTF_8));
            }
        } else if (libraries.contains(name)) {
            releases += entry.size(); // libraries come after all releases
        } else if (isIn(name, "folders/" + project)) {
            folders += entry.size();
        } else if (isIn(name, "redis/projects/" + project)) {
            redis += entry.size();
        } else if (isIn(name, "postgres/data")) {
            shared += entry.size();
        } else if (isIn(name, ownData())) {
            own += entry.size();
        }
    }

    private void next(Entry entry) {
        each.accept(read);
        read += entry.size();
    }

    private void addLibraries(String json) {
        Matcher library = LIBRARY.matcher(json);
        while (library.find()) {
            libraries.add(library.group(1));
        }
    }

    private boolean hasPostgres() {
        return own + shared > 0;
    }

    private String ownData() {
        return "postgres/projects/" + project + "/data";
    }

    /**
     * Lays out the store.
     *
     * @param into a folder that is there, which gets its files
     * @throws IOException if it cannot be written
     */
    public void layOutStore(Path into) throws IOException {
        read = 0;
        boolean[] begun = new boolean[1];
        Layout layout = new Layout(entry -> under(entry, "store", into));
        try {
            Manifest unused = whole.read((entry, content) -> {
                next(entry);
                if (isIn(entry.name(), "store")) {
                    begun[0] = true;
                } else if (begun[0]) {
                    throw new EnoughException();
                }
                layout.entry(entry, content);
            });
        } catch (EnoughException e) {
            // The store comes first, and all of the file was read before.
        }
        layout.finish();
    }

    /** The rest need not be read. */
    private static final class EnoughException extends CancellationException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Lays out all else.
     *
     * @param places where it goes
     * @throws IOException if it cannot be written
     */
    public void layOut(Places places) throws IOException {
        String data = own > 0 ? ownData() : "postgres/data";
        layOut(entry -> {
            if (libraries.contains(entry.name())) {
                return entry.in(places.platform());
            }
            Path release = under(entry, "releases/" + project, places.platform().resolve("releases"));
            if (release != null) {
                return release;
            }
            Path folder = under(entry, "folders/" + project, places.folders());
            if (folder != null) {
                return folder;
            }
            Path inRedis = under(entry, "redis/projects/" + project, places.redis());
            return inRedis == null
                    ? under(
                            entry,
                            data,
                            places.postgres() == null ? null : places.postgres().resolve("data"))
                    : inRedis;
        });
    }

    private void layOut(Layout.Place place) throws IOException {
        read = 0;
        Layout layout = new Layout(place);
        Manifest unused = whole.read((entry, content) -> {
            next(entry);
            layout.entry(entry, content);
        });
        layout.finish();
    }

    private static @Nullable Path under(Entry entry, String folder, @Nullable Path place) {
        if (place == null || !isIn(entry.name(), folder)) {
            return null;
        }
        return entry.name().equals(folder) ? place : place.resolve(entry.name().substring(folder.length() + 1));
    }

    private static boolean isIn(String name, String folder) {
        return name.equals(folder) || name.startsWith(folder + "/");
    }
}
