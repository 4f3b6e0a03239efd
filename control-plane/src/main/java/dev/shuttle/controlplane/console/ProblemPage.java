package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.Problem;

/**
 * A request that was refused.
 *
 * @param problem why, and what to do
 */
public record ProblemPage(Problem problem) implements View {
    @Override
    public String title() {
        return problem.title();
    }
}
