package dev.shuttle.plugin;

import dev.shuttle.protocol.Deployment;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How long each step of a deployment took, in one line. */
final class StepTimes {
    private StepTimes() {}

    /** Empty where no step has ended. */
    static Optional<String> of(Deployment deployment) {
        String steps = deployment.steps().stream()
                .filter(step -> step.millis() != null)
                .map(StepTimes::told)
                .collect(Collectors.joining(", "));
        return steps.isEmpty() ? Optional.empty() : Optional.of("Times: " + steps);
    }

    private static String told(Deployment.Step step) {
        long millis = step.millis() == null ? 0 : step.millis();
        return step.name() + " " + String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
