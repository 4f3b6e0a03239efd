package dev.shuttle.plugin.forward;

import java.io.File;
import org.jspecify.annotations.Nullable;

/** The pom that {@code mvn -f pom-server.xml} names: the server's build takes {@code pom.xml}, unless it is told. */
public final class OtherPom {
    private OtherPom() {}

    /**
     * Puts it before the arguments for the server's build.
     *
     * @param pom with which this Maven was started, a file at the root
     * @param mavenArgs the other arguments; one that names a pom too wins
     * @return the arguments; null if there are none
     */
    public static @Nullable String before(@Nullable String mavenArgs, @Nullable File pom) {
        // Maven extensions write poms of other names from other formats; the server's build writes its own.
        if (pom == null || pom.getName().equals("pom.xml") || !pom.getName().matches("[\\w-][\\w.+-]*\\.xml")) {
            return mavenArgs;
        }
        return "-f " + pom.getName() + (mavenArgs == null ? "" : " " + mavenArgs);
    }
}
