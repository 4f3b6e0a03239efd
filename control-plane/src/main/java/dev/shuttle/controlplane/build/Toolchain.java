package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.bundle.Bundle;
import dev.shuttle.controlplane.jdk.Jdk;

/**
 * The tools of a build, for messages.
 *
 * @param jdk its JDK
 * @param maven Maven's version
 * @param shuttle the version of the {@code dev.shuttle} artifacts that builds get
 */
record Toolchain(Jdk jdk, String maven, String shuttle) {

    static Toolchain of(Jdk jdk, Bundle carried) {
        return new Toolchain(jdk, carried.mavenVersion(), carried.version());
    }
}
