package dev.shuttle.controlplane.sandbox;

import dev.shuttle.os.CurrentUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How one build or one host is held. Its processes, all of them, end with {@link #end}. Thread-safe. */
public final class Confinement {
    private final String name;
    private final OsUser account;
    private final boolean alone;
    private final ControlGroup group;
    private final boolean bound;
    private final long memory;
    private final Sandbox sandbox;
    private final long begun = System.nanoTime();
    private @Nullable Boolean shortOfMemory;

    /**
     * One that begins.
     *
     * @param name of its user, if that is another than we are
     * @param account its user
     * @param alone whether everything that runs as this user is its own
     * @param group its control group
     * @param bound whether it ends with the control plane
     * @param memory bytes that the group may take
     * @param sandbox what the machine has
     */
    Confinement(
            String name,
            OsUser account,
            boolean alone,
            ControlGroup group,
            boolean bound,
            long memory,
            Sandbox sandbox) {
        this.name = name;
        this.account = account;
        this.alone = alone;
        this.group = group;
        this.bound = bound;
        this.memory = memory;
        this.sandbox = sandbox;
    }

    /**
     * Whom its processes run as.
     *
     * @return the account
     */
    public OsUser account() {
        return account;
    }

    /**
     * The name of the user that its processes run as: for {@code USER}, {@code LOGNAME} and the system property
     * {@code user.name}. Without bubblewrap, the system itself knows none for it.
     *
     * @return never empty
     */
    public String userName() {
        return account.isOther() ? name : CurrentUser.name();
    }

    /**
     * The limits of its processes together, if the machine has cgroups.
     *
     * @return bytes
     */
    public long memory() {
        return memory;
    }

    /**
     * The command line that runs another one in this confinement. The process that it starts becomes the command, or,
     * with bubblewrap, ends when that ends and with its exit code.
     *
     * @param command program and arguments
     * @param view what it sees
     * @param home of its user
     * @param script a file that is not there yet, in a directory that the account can enter. With bubblewrap the command
     *     is written there, so that it stands on the command line of its own process only
     * @return the whole command line
     * @throws IOException if the script cannot be written
     */
    public List<String> confined(List<String> command, Mounts view, Path home, Path script) throws IOException {
        List<String> confined = new ArrayList<>(entrance());
        confined.addAll(account.prefix(sandbox.group()));
        if (account.isOther() && !sandbox.isolation().controllers().contains("pids")) {
            confined.addAll(
                    List.of("prlimit", "--nproc=" + GroupLimits.ofHost(memory).processes(), "--"));
        }
        if (!sandbox.isolation().bubblewrap()) {
            confined.addAll(command);
            return confined;
        }
        Files.writeString(script, "exec " + quoted(command) + "\n");
        account.admit(script, "rw-r-----");
        List<Path> readable = new ArrayList<>(view.readable());
        readable.add(script);
        Mounts mounts = new Mounts(view.directory(), readable, view.writable());
        List<String> users = new UserDatabase(name, account).write(home, script);
        confined.addAll(sandbox.bubblewrap().prefix(mounts, users, bound));
        confined.addAll(List.of("/bin/sh", script.toString()));
        return confined;
    }

    /** Into the groups while it still may, and without core dumps: they would hold secrets. */
    private List<String> entrance() {
        if (!sandbox.isConfining()) {
            return List.of();
        }
        String groups = group.entrances().stream()
                .map(entrance -> "echo $$ > " + quoted(List.of(entrance.toString())) + "; ")
                .collect(Collectors.joining());
        // With its path: it starts in a folder of the project's, as ourselves, and the JDK looks along our own PATH.
        return List.of("/bin/sh", "-c", groups + "ulimit -c 0; exec \"$@\"", "sh");
    }

    private static String quoted(List<String> words) {
        return words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    /**
     * Whether the kernel has ended processes of it because they took too much memory together.
     *
     * @return what is to be said then, to be read after "The build" or "The service"
     */
    public synchronized Optional<String> memoryExceeded() {
        boolean exceeded = shortOfMemory == null ? group.wasShortOfMemory() : shortOfMemory;
        return exceeded
                ? Optional.of("took more than " + size(memory) + " of memory and was killed by the kernel")
                : Optional.empty();
    }

    /**
     * Whether its processes were ended because they kept others from a server.
     *
     * @return what is to be said then, to be read after "The build" or "The service"
     */
    public Optional<String> connectionsExceeded() {
        return sandbox.connectionsExceeded(account, begun);
    }

    /**
     * Stops a process of it, and ends all others by force.
     *
     * @param pid is stopped
     * @param kept are left as they are: they do nothing but wait for the first
     * @param more finds processes that only the caller can
     * @return whether nothing of it can run now; if not, what is left is to be ended
     */
    public boolean stop(long pid, Set<Long> kept, Supplier<Set<Long>> more) {
        return StoppedProcess.stop(pid, () -> {
            Set<Long> others = new HashSet<>(more.get());
            others.addAll(group.processes());
            if (alone && account.isOther()) {
                others.addAll(UserProcesses.running(Set.of(account.uid()), sandbox.group()));
            }
            others.removeAll(kept);
            others.remove(pid);
            return others;
        });
    }

    /**
     * The temporary folders of the system that its processes have to themselves.
     *
     * @return none where they share them with all others
     */
    public List<String> temporaryFolders() {
        return sandbox.isolation().bubblewrap() ? Bubblewrap.TEMPORARY : List.of();
    }

    /**
     * Lets a process go on that was stopped.
     *
     * @param pid its number
     */
    public void resume(long pid) {
        StoppedProcess.resume(pid);
    }

    /** Ends by force all processes that are left in it, and gives back its control group. Idempotent. */
    public synchronized void end() {
        if (shortOfMemory == null) {
            shortOfMemory = group.wasShortOfMemory();
        }
        group.end();
        if (alone) {
            endAccount();
        }
    }

    /**
     * Ends by force all processes that this home has as its account, whatever started them; nothing happens if that is
     * ourselves.
     */
    public void endAccount() {
        if (account.isOther()) {
            UserProcesses.end(List.of(account), sandbox.group());
        }
    }

    private static String size(long bytes) {
        return bytes % (1L << 30) == 0 ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
    }
}
