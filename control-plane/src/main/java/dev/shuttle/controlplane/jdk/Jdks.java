package dev.shuttle.controlplane.jdk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JDKs for builds and hosts, of which each project gets one. Thread-safe. */
public final class Jdks {
    private final Jdk own;
    private final List<Jdk> all;
    private final boolean embedded;
    private final Function<Jdk, Optional<String>> trial;

    /** By home; one that has run once is not tried again. */
    private final Set<Path> running = ConcurrentHashMap.newKeySet();

    private Jdks(Jdk own, List<Jdk> others, boolean embedded, Function<Jdk, Optional<String>> trial) {
        this.own = own;
        this.all = Stream.concat(Stream.of(own), others.stream().filter(jdk -> !jdk.home()
                        .equals(own.home())))
                .toList();
        this.embedded = embedded;
        this.trial = trial;
    }

    /**
     * The server's own JDK and others.
     *
     * @param others in the order of preference among those of one feature version
     * @param trial starts one as a build would, and says why it does not run; not asked about our own
     */
    public static Jdks of(Jdk own, List<Jdk> others, Function<Jdk, Optional<String>> trial) {
        return new Jdks(own, others, false, trial);
    }

    /** The server's own, in which all services run too. */
    public static Jdks embedded(Jdk own) {
        return new Jdks(own, List.of(), true, none -> Optional.empty());
    }

    /** The server's own first. */
    public List<Jdk> all() {
        return all;
    }

    /**
     * The JDK for a project that is about to be built.
     *
     * @param asked the project's lower bound, if it has one
     * @param client the feature version of the Java that runs the client's Maven, if it was sent
     */
    public JdkChoice choose(@Nullable JavaRequirement asked, @Nullable Integer client) throws MissingJdkException {
        Map<Jdk, String> broken = new LinkedHashMap<>();
        Jdk jdk = pick(asked == null ? 0 : asked.least(), preference(client), broken)
                .orElseThrow(() -> new MissingJdkException(missing(asked, broken)));
        return new JdkChoice(
                jdk, asked == null ? jdk.feature() : asked.least(), reason(jdk, asked, client), broken.values());
    }

    /** The client's version, else our own, else the nearest above. */
    private Comparator<Jdk> preference(@Nullable Integer client) {
        return Comparator.<Jdk>comparingInt(jdk -> client != null && jdk.feature() == client ? 0 : 1)
                .thenComparingInt(jdk -> jdk.equals(own) ? 0 : 1)
                .thenComparingInt(Jdk::feature);
    }

    /**
     * The JDK for a release that was built before: the same; where it is gone, the nearest that the release runs on.
     *
     * @param recorded null if the release is older than this choice; it runs on our own then
     */
    public JdkChoice of(@Nullable RecordedJdk recorded) throws MissingJdkException {
        if (recorded == null) {
            return new JdkChoice(own, own.feature(), "", List.of());
        }
        Map<Jdk, String> broken = new LinkedHashMap<>();
        Optional<Jdk> same = same(recorded);
        if (same.isPresent() && isRunning(same.get(), broken)) {
            return new JdkChoice(same.get(), recorded.least(), "", List.of());
        }
        Optional<Jdk> picked = pick(recorded.least(), nearness(recorded.feature()), broken);
        if (same.isEmpty()) {
            broken.keySet().removeIf(jdk -> jdk.home().toString().equals(recorded.home())); // it is said below
        }
        Jdk nearest = picked.orElseThrow(() -> new MissingJdkException(gone(recorded, broken)));
        String reason = "The JDK of this release, Java " + recorded.feature() + " in " + recorded.home()
                + ", is not there any more. It runs on " + nearest + ".";
        return new JdkChoice(nearest, recorded.least(), reason, broken.values());
    }

    /** The executable of a host that runs already, whether or not it could be started again. */
    public Path recorded(@Nullable RecordedJdk recorded) {
        return recorded == null || embedded
                ? own.java()
                : Path.of(recorded.home()).resolve(Jdk.JAVA);
    }

    /** It is looked for on the disk, since a release keeps its JDK, whatever is preferred for builds by now. */
    private Optional<Jdk> same(RecordedJdk recorded) {
        if (embedded || recorded.home().equals(own.home().toString())) {
            return recorded.feature() == own.feature() ? Optional.of(own) : Optional.empty();
        }
        try {
            Jdk jdk = Jdk.at(Path.of(recorded.home()));
            return jdk.feature() == recorded.feature() ? Optional.of(jdk) : Optional.empty();
        } catch (InvalidJdkException e) {
            return Optional.empty();
        }
    }

    /** The same feature version, else the next above, else the last below. */
    private static Comparator<Jdk> nearness(int feature) {
        return Comparator.<Jdk>comparingInt(jdk -> jdk.feature() >= feature ? 0 : 1)
                .thenComparingInt(jdk -> Math.abs(jdk.feature() - feature));
    }

    /** The most preferred that runs; {@code broken} gets a sentence for each that would have been and does not. */
    private Optional<Jdk> pick(int least, Comparator<Jdk> preference, Map<Jdk, String> broken) {
        return all.stream()
                .filter(jdk -> jdk.feature() >= least && !broken.containsKey(jdk))
                .sorted(preference)
                .filter(jdk -> isRunning(jdk, broken))
                .findFirst();
    }

    private boolean isRunning(Jdk jdk, Map<Jdk, String> broken) {
        if (jdk.equals(own)) {
            return true;
        }
        Optional<String> fault = fault(jdk);
        fault.ifPresentOrElse(
                why -> broken.put(
                        jdk, jdk + " does not run (" + why + "). The server's operator must repair it, or remove it."),
                () -> running.add(jdk.home()));
        return fault.isEmpty();
    }

    private Optional<String> fault(Jdk jdk) {
        if (!Files.isExecutable(jdk.java())) {
            return Optional.of("it has no executable bin/java any more");
        }
        return running.contains(jdk.home()) ? Optional.empty() : trial.apply(jdk);
    }

    private String reason(Jdk jdk, @Nullable JavaRequirement asked, @Nullable Integer client) {
        List<String> why = new ArrayList<>();
        if (asked != null) {
            why.add("the project asks for Java " + asked.least() + " or newer (" + asked.source() + ")");
        }
        if (client != null && jdk.feature() == client) {
            why.add("your Maven runs on Java " + client);
        } else if (jdk.equals(own)) {
            why.add("it is the server's own");
        } else {
            why.add("it is the nearest that this server has");
        }
        return "Built with and run on JDK " + jdk.version() + ": " + String.join(", and ", why) + ".";
    }

    private String missing(@Nullable JavaRequirement asked, Map<Jdk, String> broken) {
        JavaRequirement least = asked == null ? new JavaRequirement(Jdk.OLDEST, "services need it") : asked;
        return "The project asks for Java " + least.least() + " (" + least.source() + "). " + said(broken)
                + advice(least.least()) + ", or lower it.";
    }

    private String gone(RecordedJdk recorded, Map<Jdk, String> broken) {
        return "This release was built with Java " + recorded.feature() + " and needs Java " + recorded.least()
                + " or newer; its JDK in " + recorded.home() + " is not there any more. " + said(broken)
                + advice(recorded.least()) + ", or deploy again.";
    }

    private String said(Map<Jdk, String> broken) {
        String there = sentence(all.stream()
                .filter(jdk -> !broken.containsKey(jdk))
                .filter(jdk -> jdk.equals(own) || Files.isExecutable(jdk.java()))
                .map(Jdk::version)
                .distinct()
                .toList());
        String has = embedded
                ? "Services run in the control plane's own JVM here (SHUTTLE_ISOLATION is embedded), which has Java "
                : "This server has Java ";
        return has + there + ". "
                + broken.values().stream().map(each -> each + " ").collect(Collectors.joining());
    }

    private String advice(int least) {
        return embedded
                ? "Ask its operator to run it on a JDK " + least + " or newer"
                : "Ask its operator to install a JDK " + least + " or newer and to name it in SHUTTLE_JDKS";
    }

    private static String sentence(List<String> words) {
        int last = words.size() - 1;
        return last < 1
                ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }
}
