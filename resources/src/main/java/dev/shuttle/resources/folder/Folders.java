package dev.shuttle.resources.folder;

import dev.shuttle.os.Digests;
import dev.shuttle.os.Trees;
import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.RestoreTarget;
import dev.shuttle.resources.RestoredFolder;
import dev.shuttle.resources.Share;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code @Folder}: a directory for each project and name, {@code folder/PROJECT/NAME}. Thread-safe. */
public final class Folders implements Provisioner, RestoreTarget {
    /** A binary name of a class; no other kind of resource has a name that begins with @. */
    private static final Pattern TYPE = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$.]{0,511}");

    /** Most file systems allow 255 bytes. */
    private static final int MAX_NAME_BYTES = 200;

    /** Where a copy is made; no project has a name with a dot. */
    private static final String COPY = ".copy";

    private final Path folder;
    private final RestoredFolder restored;
    private final Object copying = new Object();

    /**
     * No I/O.
     *
     * @param folder of its own
     */
    public Folders(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        this.restored = RestoredFolder.in(this.folder, this.folder);
    }

    @Override
    public Map<String, String> draft(String project, String name, List<Map<String, String>> siblings) {
        return Map.of("path", path(new Share(project, name)).toString());
    }

    /** The path is the one of now, wherever the draft says that it was: the home may have moved. */
    @Override
    public Map<String, String> ensure(String project, String name, Map<String, String> draft)
            throws ProvisioningException {
        return Map.of("path", make(path(new Share(project, name))).toString());
    }

    @Override
    public void destroy(String project, String name, Map<String, String> draft) throws ProvisioningException {
        delete(path(new Share(project, name)));
    }

    /**
     * A directory for a resource of an app's own type; it is made if it is not there.
     *
     * @param project its project
     * @param type binary name of the annotation
     * @param name of the resource within the project
     * @return {@code folder/PROJECT/@TYPE/NAME}
     * @throws ProvisioningException if it cannot be made
     */
    public Path custom(String project, String type, String name) throws ProvisioningException {
        return make(ownPath(new Share(project, name), type));
    }

    /**
     * Destroys the directory of a resource of an app's own type. Idempotent.
     *
     * @param project its project
     * @param type binary name of the annotation
     * @param name of the resource within the project
     * @throws ProvisioningException if something of it is still there
     */
    public void destroyCustom(String project, String type, String name) throws ProvisioningException {
        delete(ownPath(new Share(project, name), type));
    }

    private Path path(Share share) {
        return folder.resolve(share.project()).resolve(share.name());
    }

    private Path ownPath(Share share, String type) {
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("\"" + type + "\" is not a class name.");
        }
        byte[] bytes = type.getBytes(StandardCharsets.UTF_8);
        String directory = bytes.length <= MAX_NAME_BYTES ? type : Digests.sha256Hex(bytes);
        return folder.resolve(share.project()).resolve("@" + directory).resolve(share.name());
    }

    private static Path make(Path path) throws ProvisioningException {
        try {
            return Trees.createPrivate(path);
        } catch (IOException e) {
            throw new ProvisioningException(
                    "The folder " + path + " cannot be created: " + e.getMessage()
                            + ". Is there space on the disk, is it writable, and is no file in its place?",
                    e);
        }
    }

    private void delete(Path path) throws ProvisioningException {
        try {
            Trees.delete(path);
            for (Path parent = path.getParent();
                    parent != null && !parent.equals(folder) && isEmpty(parent);
                    parent = parent.getParent()) {
                Files.deleteIfExists(parent);
            }
        } catch (IOException e) {
            throw new ProvisioningException(
                    "The folder " + path + " could not be deleted completely: " + e.getMessage()
                            + ". Does a service still write to it? Delete the rest by hand, or try again.",
                    e);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (var entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        }
    }

    @Override
    public boolean canCopy() {
        return true;
    }

    @Override
    public boolean isEmpty(Share share, Map<String, String> draft) throws ProvisioningException {
        try {
            return isEmpty(make(path(share)));
        } catch (IOException e) {
            throw new ProvisioningException("The folder " + path(share) + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** File by file, while services write. One at a time. */
    @Override
    public void copy(Share source, Map<String, String> sourceDraft, Share target, Map<String, String> targetDraft)
            throws ProvisioningException {
        synchronized (copying) {
            try {
                new FolderCopy(folder.resolve(COPY)).make(make(path(source)), make(path(target)));
            } catch (IOException e) {
                throw new ProvisioningException(
                        "The folder " + path(source) + " could not be copied: " + e.getMessage()
                                + ". Is there space on the disk? Try again.",
                        e);
            }
        }
    }

    /** The project's folder goes into what is prepared. */
    @Override
    public RestoredFolder restored() {
        return restored;
    }

    @Override
    public boolean isSecret(String key) {
        return false;
    }

    /** Nothing: a folder needs no server. */
    @Override
    public void close() {}
}
