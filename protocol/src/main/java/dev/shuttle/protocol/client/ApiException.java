package dev.shuttle.protocol.client;

import dev.shuttle.protocol.Problem;

/** The control plane understood the call and refused it. The message is the problem's detail. */
public final class ApiException extends ClientException {

    private final transient Problem problem;

    ApiException(Problem problem) {
        super(problem.detail(), null);
        this.problem = problem;
    }

    /**
     * The answer.
     *
     * @return as it came
     */
    public Problem problem() {
        return problem;
    }

    /**
     * The answer's HTTP status.
     *
     * @return 400 to 599
     */
    public int status() {
        return problem.status();
    }

    /**
     * Whether it is likely to be over soon: too many requests, or a server that has just come up.
     *
     * @return true if trying again may help
     */
    public boolean isPassing() {
        return status() == RetryAfter.TOO_MANY || status() >= 500;
    }
}
