package dev.shuttle.controlplane.deployment;

import java.security.SecureRandom;

/** Makes ids: the time and a little chance in base 36, so that they sort by age and are short enough to type. */
public final class DeploymentId {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int CHANCE = 36 * 36 * 36 * 36;

    private DeploymentId() {}

    public static String next() {
        String chance = Integer.toString(CHANCE + RANDOM.nextInt(CHANCE), 36).substring(1);
        return Long.toString(System.currentTimeMillis(), 36) + chance;
    }
}
