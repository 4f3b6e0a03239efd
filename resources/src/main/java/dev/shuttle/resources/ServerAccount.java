package dev.shuttle.resources;

import com.sun.security.auth.module.UnixSystem;
import dev.shuttle.os.ShortProcess;
import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Under whom a server runs: as ourselves, unless we are root. PostgreSQL refuses to be root, and no server that others
 * talk to should be.
 *
 * @param prefix what the command line begins with
 * @param uid whose the data must be; negative if there is nothing to give away
 * @param gid the group of the data
 */
public record ServerAccount(List<String> prefix, int uid, int gid) {
    /** Tried in this order, after one of the server's own; both exist on every Linux. */
    private static final List<String> CANDIDATES = List.of("daemon", "nobody");

    private static final ServerAccount OURSELVES = new ServerAccount(List.of(), -1, -1);

    public ServerAccount {
        prefix = List.copyOf(prefix);
    }

    /**
     * The account for a server.
     *
     * @param server {@code postgres}: an operating system's user {@code shuttle-postgres} comes first, if there is one
     * @param folder an existing directory that the server must be able to enter
     */
    public static ServerAccount choose(String server, Path folder) throws ProvisioningException {
        if (new UnixSystem().getUid() != 0) {
            return OURSELVES;
        }
        try {
            List<PasswdEntry> users = PasswdEntry.find(server, CANDIDATES);
            Optional<ServerAccount> other = users.stream()
                    .map(ServerAccount::dropped)
                    .filter(account -> account.canEnter(folder))
                    .findFirst();
            return other.or(() -> users.stream()
                            .map(ServerAccount::renamed)
                            .filter(account -> account.canEnter(folder))
                            .findFirst())
                    .orElseThrow(() -> noUserFor(server, folder));
        } catch (IOException e) {
            throw new ProvisioningException("The users of this machine cannot be read: " + e.getMessage(), e);
        }
    }

    /** Gives a tree of files to the account, if it is not its own yet. */
    public void own(Path tree) throws IOException {
        if (uid >= 0 && !Integer.valueOf(uid).equals(Files.getAttribute(tree, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
            Trees.chown(tree, uid, gid);
        }
    }

    private static ServerAccount dropped(PasswdEntry user) {
        return new ServerAccount(
                List.of("setpriv", "--reuid", "" + user.uid(), "--regid", "" + user.gid(), "--clear-groups", "--"),
                user.uid(),
                user.gid());
    }

    /** Root, under another name and without its powers: for a folder that only root can enter. The files stay root's. */
    private static ServerAccount renamed(PasswdEntry user) {
        return new ServerAccount(List.of("unshare", "-U", "--map-user=" + user.uid(), "--"), 0, 0);
    }

    private boolean canEnter(Path folder) {
        List<String> test = List.of("sh", "-c", "cd \"$1\" && test \"$(id -u)\" != 0", "sh", folder.toString());
        // Fails too where setpriv or unshare is missing.
        return ShortProcess.run(Stream.concat(prefix.stream(), test.stream()).toList())
                .succeeded();
    }

    private static ProvisioningException noUserFor(String server, Path folder) {
        return new ProvisioningException("Shuttle runs as root, and " + server
                + " must not. Neither setpriv to one of the users shuttle-" + server + ", "
                + String.join(", ", CANDIDATES)
                + " nor unshare -U gives an account that can enter " + folder
                + ". Put SHUTTLE_HOME where other users can reach it (every directory above it needs x for others),"
                + " or install util-linux, or run Shuttle as an ordinary user, or use your own server with SHUTTLE_"
                + server.toUpperCase(Locale.ROOT) + "_URL.");
    }
}
