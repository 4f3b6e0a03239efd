package dev.shuttle.protocol;

import java.time.Instant;

/**
 * Signs a browser in to the console, once.
 *
 * @param token behind the # of {@code /console/link#TOKEN}, so that it is in no log and no referrer
 * @param expiresAt when it opens nothing any more
 */
public record SignInLink(String token, Instant expiresAt) {
    @Override
    public String toString() {
        return "SignInLink[***]";
    }
}
