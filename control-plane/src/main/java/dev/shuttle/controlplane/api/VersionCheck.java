package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.protocol.Version;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Says in each answer what the server speaks, and refuses clients that are too old to be understood. */
final class VersionCheck {
    private final Version version;

    VersionCheck(Version version) {
        this.version = version;
    }

    void check(Context ctx) {
        ctx.header(Version.PROTOCOL_HEADER, Integer.toString(version.protocol()));
        ctx.header(Version.VERSION_HEADER, version.version());
        @Nullable String theirs = ctx.header(Version.PROTOCOL_HEADER);
        if (theirs != null && theirs.matches("\\d{1,6}") && Integer.parseInt(theirs) < version.oldestProtocol()) {
            ctx.header("Connection", "close");
            throw new ProblemException(
                    426,
                    "Upgrade required",
                    "The client is too old for this server, which has version " + version.version()
                            + ": set shuttle-maven-plugin and shuttle-annotations in the pom to " + version.version()
                            + ", which this server has as a Maven repository at /maven.");
        }
    }
}
