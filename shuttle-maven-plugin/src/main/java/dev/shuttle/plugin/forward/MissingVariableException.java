package dev.shuttle.plugin.forward;

import java.io.IOException;
import java.util.List;

/** The user named variables for the build that this machine's environment does not have. */
public final class MissingVariableException extends IOException {
    private static final long serialVersionUID = 1L;

    MissingVariableException(List<String> names) {
        super("-Dshuttle.buildEnv names " + String.join(", ", names) + ", not set in this environment. Set "
                + (names.size() == 1 ? "it" : "them") + ", or leave " + (names.size() == 1 ? "it" : "them") + " out.");
    }
}
