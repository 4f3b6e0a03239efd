package dev.shuttle.controlplane.edge;

import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.project.HostName;
import dev.shuttle.os.BoundedDuration;
import dev.shuttle.os.ByteSize;
import dev.shuttle.proxy.AccessEntry;
import dev.shuttle.proxy.Credentials;
import dev.shuttle.proxy.HostRules;
import dev.shuttle.proxy.RequestRate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one project, by name, each with a value that was checked; of a user the hash of the password. Immutable.
 *
 * @param values by name
 */
public record EdgeSettings(Map<String, String> values) {
    /** In place of a password. */
    public static final String HIDDEN = "***";

    /** Redirects and users are as many as one likes to set. */
    private static final int MOST = 100;

    private static final String RESPONSE = "responseTimeout";
    private static final String STREAM = "streamTimeout";
    private static final String BODY = "bodyTimeout";
    private static final String MAX_BODY = "maxBody";
    private static final String RATE = "rate";
    private static final String AT_A_TIME = "connections";
    private static final String LOG = "accessLog";
    private static final String USER = "user.";
    private static final String REDIRECT = "redirect.";

    private static final String PAGE = "page.";
    private static final int LARGEST_PAGE = 32 * 1024;

    /** Those that the proxy answers for a project with. */
    private static final Set<String> STATUSES = Set.of("401", "408", "413", "429", "502", "503", "504");

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,11})(B|KiB|MiB|GiB)?");
    private static final Pattern REQUESTS = Pattern.compile("([1-9][0-9]{0,5})/([smh])");
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}:]{1,64}");

    public EdgeSettings {
        values = Map.copyOf(values);
    }

    /**
     * The same with other values.
     *
     * @param changes by name; null removes
     * @param hosts those of the project, which may be redirected
     * @throws InvalidException for the first that cannot be
     */
    public EdgeSettings with(Map<String, @Nullable String> changes, Set<String> hosts) {
        Map<String, String> next = new TreeMap<>(values);
        changes.forEach((name, value) -> {
            String key = key(name);
            if (value == null) {
                next.remove(key);
            } else {
                next.put(key, checked(key, value, hosts));
            }
        });
        if (next.size() > MOST) {
            throw invalid("A project has at most " + MOST + " settings of its edge: remove some first.");
        }
        requireNoCircle(next);
        return new EdgeSettings(next);
    }

    private static String key(String name) {
        return name.startsWith(REDIRECT) ? REDIRECT + HostName.parse(name.substring(REDIRECT.length())) : name;
    }

    private static String checked(String key, String value, Set<String> hosts) {
        if (key.startsWith(USER)) {
            return password(key.substring(USER.length()), value);
        }
        if (key.startsWith(REDIRECT)) {
            return redirect(key.substring(REDIRECT.length()), value, hosts);
        }
        if (key.startsWith(PAGE)) {
            return page(key.substring(PAGE.length()), value);
        }
        switch (key) {
            case RESPONSE, STREAM, BODY -> {
                return duration(key, value).toString();
            }
            case MAX_BODY -> bytes(value);
            case RATE -> rate(value);
            case AT_A_TIME -> require(COUNT, key, value, "a number of requests from 1 to 99999");
            case LOG -> require(Pattern.compile("true|false"), key, value, "true or false");
            default -> throw invalid("There is no setting " + key + ": choose one of responseTimeout, streamTimeout,"
                    + " bodyTimeout, maxBody, rate, connections, accessLog, redirect.HOST, user.NAME and page.STATUS.");
        }
        return value;
    }

    private static String password(String user, String password) {
        if (!NAME.matcher(user).matches()) {
            throw invalid("A user's name has 1 to 64 characters, and no colon: -Dshuttle.set=user.NAME.");
        }
        if (password.length() < 8 || password.length() > 200 || password.chars().anyMatch(Character::isISOControl)) {
            throw invalid("The password of " + user + " must have 8 to 200 characters, and no line break.");
        }
        return PasswordHash.of(password);
    }

    private static String redirect(String from, String value, Set<String> hosts) {
        String to = HostName.parse(value);
        if (!hosts.contains(from)) {
            throw invalid("This project does not answer at " + from + ": add it first, by mvn shuttle:domains"
                    + " -Dshuttle.add=" + from);
        }
        return to;
    }

    private static String page(String status, String html) {
        if (!STATUSES.contains(status)) {
            throw invalid("A page can be set for 401, 408, 413, 429, 502, 503 and 504, not for " + status + ".");
        }
        if (html.isBlank() || html.getBytes(StandardCharsets.UTF_8).length > LARGEST_PAGE) {
            throw invalid("The page for " + status + " must have 1 to " + LARGEST_PAGE + " bytes of HTML.");
        }
        return html;
    }

    private static void requireNoCircle(Map<String, String> values) {
        values.forEach((name, to) -> {
            if (name.startsWith(REDIRECT) && values.containsKey(REDIRECT + to)) {
                throw invalid("The host " + to + " is redirected itself: let " + name.substring(REDIRECT.length())
                        + " lead to where it ends.");
            }
        });
    }

    private static Matcher require(Pattern pattern, String key, String value, String wanted) {
        Matcher matcher = pattern.matcher(value);
        if (!matcher.matches()) {
            throw invalid("The setting " + key + " must be " + wanted + ".");
        }
        return matcher;
    }

    private static Duration duration(String key, String value) {
        return BoundedDuration.parse(value, SHORTEST, LONGEST)
                .orElseThrow(() ->
                        invalid("The setting " + key + " must be a duration from 1s to 24h, such as 30s or PT30S."));
    }

    private static long bytes(String value) {
        Matcher size = require(SIZE, MAX_BODY, value, "a size such as 10MiB");
        long unit = ByteSize.unit(size.group(2));
        long number = Long.parseLong(size.group(1));
        return number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit;
    }

    private static RequestRate rate(String value) {
        Matcher rate =
                require(REQUESTS, RATE, value, "a number of requests in a second, minute or hour, such as 100/s");
        Duration period =
                switch (rate.group(2)) {
                    case "s" -> Duration.ofSeconds(1);
                    case "m" -> Duration.ofMinutes(1);
                    default -> Duration.ofHours(1);
                };
        return new RequestRate(Integer.parseInt(rate.group(1)), period);
    }

    private static InvalidException invalid(String message) {
        return new InvalidException("setting", message);
    }

    /** As they may be shown. */
    public Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>(values);
        shown.replaceAll((name, value) -> name.startsWith(USER) ? HIDDEN : value);
        return shown;
    }

    /**
     * The rules by which the proxy follows them.
     *
     * @param users makes the check of names with hashed passwords
     * @param log takes the access log, if they ask for one
     */
    public HostRules rules(Function<Map<String, String>, Credentials> users, Consumer<AccessEntry> log) {
        if (values.isEmpty()) {
            return HostRules.NONE;
        }
        Map<String, String> passwords = beginningWith(USER);
        String atATime = values.get(AT_A_TIME);
        return new HostRules(
                new HostRules.Waits(wait(RESPONSE), wait(STREAM), wait(BODY)),
                values.containsKey(MAX_BODY) ? bytes(values.get(MAX_BODY)) : Long.MAX_VALUE,
                values.containsKey(RATE) ? rate(values.get(RATE)) : null,
                atATime == null ? Integer.MAX_VALUE : Integer.parseInt(atATime),
                passwords.isEmpty() ? null : users.apply(passwords),
                beginningWith(REDIRECT),
                pages(),
                "true".equals(values.get(LOG)) ? log : null);
    }

    private Map<Integer, String> pages() {
        Map<Integer, String> pages = new HashMap<>();
        beginningWith(PAGE).forEach((status, html) -> pages.put(Integer.valueOf(status), html));
        return pages;
    }

    private @Nullable Duration wait(String name) {
        String value = values.get(name);
        return value == null ? null : Duration.parse(value);
    }

    private Map<String, String> beginningWith(String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }
}
