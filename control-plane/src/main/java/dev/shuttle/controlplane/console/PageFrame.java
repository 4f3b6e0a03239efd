package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.Key;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The surroundings of every page.
 *
 * @param key of who is signed in; null before
 * @param token of the session, for the page's forms; empty before
 * @param path of the page
 * @param notice what a form has just done; null if nothing
 * @param assets what browsers load
 * @param now when it is shown
 */
public record PageFrame(
        @Nullable Key key, String token, String path, @Nullable FormResult notice, Assets assets, Instant now) {

    /** How long ago, in one unit. */
    public String ago(Instant at) {
        Duration past = Duration.between(at, now);
        if (past.toSeconds() < 5) {
            return "just now";
        }
        return span(past) + " ago";
    }

    /** A duration in its largest whole unit. */
    public static String span(Duration time) {
        if (time.toDays() > 0) {
            return unit(time.toDays(), "day");
        }
        if (time.toHours() > 0) {
            return unit(time.toHours(), "hour");
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }

    private static String unit(long number, String name) {
        return number + " " + name + (number == 1 ? "" : "s");
    }

    /** Whether the page, or one below, is shown. */
    public boolean isAt(String part) {
        return path.equals(part) || path.startsWith(part + "/");
    }
}
