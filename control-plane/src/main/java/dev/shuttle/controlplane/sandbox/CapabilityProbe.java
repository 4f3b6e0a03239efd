package dev.shuttle.controlplane.sandbox;

import dev.shuttle.os.CurrentUser;
import dev.shuttle.os.Executables;
import dev.shuttle.os.ShortProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out by trying what this machine and this home let us do. Not thread-safe. */
final class CapabilityProbe {
    /** Names the first file that cannot be read. */
    private static final String READ_ALL = "for each; do test -r \"$each\" || { echo \"$each\"; exit 1; }; done";

    /** It has numbers of processes of its own, and does not see what is not named. */
    private static final String HIDDEN = "test -d /proc/1 && test ! -e \"$1\"/master.key";

    private final Path home;
    private final List<Path> needed;
    private final Bubblewrap bubblewrap;
    private Optional<OsUserRange> accounts = Optional.empty();
    private String noAccounts = "";

    CapabilityProbe(Path home, List<Path> needed) {
        this.home = home;
        this.needed = List.copyOf(needed);
        this.bubblewrap = new Bubblewrap(List.of(home, Path.of(System.getProperty("user.home"))));
    }

    SandboxSupport isolation(ControlGroups groups) {
        accounts = tryAccounts();
        String noBubblewrap = tryBubblewrap(
                accounts.map(range -> range.build(0).prefix(range.group(home))).orElse(List.of()));
        return new SandboxSupport(
                accounts.isPresent(),
                noAccounts,
                groups.version(),
                groups.controllers(),
                noBubblewrap.isEmpty(),
                noBubblewrap);
    }

    /** The accounts that were found to work. */
    Optional<OsUserRange> accounts() {
        return accounts;
    }

    Bubblewrap bubblewrap() {
        return bubblewrap;
    }

    private Optional<OsUserRange> tryAccounts() {
        if (!CurrentUser.isRoot()) {
            return none("not root");
        }
        if (Executables.find("setpriv").isEmpty()) {
            return none("setpriv, of util-linux, is missing");
        }
        Optional<OsUserRange> range = OsUserRange.ofThisProcess();
        if (range.isEmpty()) {
            return none("this container has too few users");
        }
        List<String> test =
                new ArrayList<>(range.get().build(0).prefix(range.get().group(home)));
        test.addAll(List.of("sh", "-c", READ_ALL, "sh"));
        needed.forEach(file -> test.add(file.toString()));
        ShortProcess outcome = ShortProcess.run(test);
        return outcome.succeeded() ? range : none("other users cannot reach " + outcome.line());
    }

    private Optional<OsUserRange> none(String why) {
        noAccounts = why;
        return Optional.empty();
    }

    /** Why it does not work; empty: it does. */
    private String tryBubblewrap(List<String> asAccount) {
        if (Executables.find("bwrap").isEmpty()) {
            return "it is not installed";
        }
        List<String> test = new ArrayList<>(asAccount);
        test.addAll(bubblewrap.prefix(new Mounts(Path.of("/tmp"), needed, List.of()), List.of(), true));
        test.addAll(List.of("sh", "-c", HIDDEN, "sh", home.toString()));
        ShortProcess outcome = ShortProcess.run(test);
        return outcome.succeeded() ? "" : outcome.line();
    }
}
