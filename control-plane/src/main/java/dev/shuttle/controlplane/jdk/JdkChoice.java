package dev.shuttle.controlplane.jdk;

import java.util.Collection;
import java.util.List;

/**
 * The JDK that a project is built with and runs on.
 *
 * @param jdk it
 * @param least the oldest that would do
 * @param reason a sentence for the deploy's log: which one, and why
 * @param broken a sentence for each JDK that would have been preferred and does not run
 */
public record JdkChoice(Jdk jdk, int least, String reason, List<String> broken) {

    public JdkChoice {
        broken = List.copyOf(broken);
    }

    JdkChoice(Jdk jdk, int least, String reason, Collection<String> broken) {
        this(jdk, least, reason, List.copyOf(broken));
    }

    /** To be stored with the release. */
    public RecordedJdk record() {
        return new RecordedJdk(jdk.feature(), jdk.home().toString(), least);
    }
}
