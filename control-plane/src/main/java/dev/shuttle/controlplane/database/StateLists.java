package dev.shuttle.controlplane.database;

import dev.shuttle.protocol.DeploymentState;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The states of deployments as SQL lists, taken from the enum: the one place that says which are meant. */
public final class StateLists {
    /** Never changed again. */
    public static final String FINAL = list(DeploymentState::isFinal);

    /** A worker has it. */
    public static final String IN_WORK = list(StateLists::isInWork);

    /** Does not serve, and will not. */
    public static final String FINAL_OR_DRAINING = list(state -> state.isFinal() || state == DeploymentState.DRAINING);

    private StateLists() {}

    /** Whether a worker has a deployment in this state. */
    public static boolean isInWork(DeploymentState state) {
        return switch (state) {
            case BUILDING, PROVISIONING, STARTING -> true;
            default -> false;
        };
    }

    private static String list(Predicate<DeploymentState> which) {
        return Arrays.stream(DeploymentState.values())
                .filter(which)
                .map(state -> "'" + state.json() + "'")
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
