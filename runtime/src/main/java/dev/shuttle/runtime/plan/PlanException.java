package dev.shuttle.runtime.plan;

import java.util.List;

/** The code cannot be deployed as it is. Carries all faults at once; each says where it is and what to write instead. */
public final class PlanException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    public PlanException(List<String> faults) {
        super(String.join("\n", faults));
        this.faults = List.copyOf(faults);
    }

    /**
     * All that is wrong.
     *
     * @return one or more sentences, for the app's developer
     */
    public List<String> faults() {
        return faults;
    }
}
