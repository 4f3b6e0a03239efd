package dev.shuttle.controlplane.project;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the public reaches projects, if another proxy stands before ours.
 *
 * @param secure whether over TLS
 * @param domain projects are its subdomains
 * @param port of the other proxy
 */
public record PublicUrl(boolean secure, String domain, int port) {
    private static final String PROJECT = "{project}";
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern SYNTAX = Pattern.compile("(?<scheme>https?)://\\{project}\\.(?<domain>" + LABEL
            + "(?:\\." + LABEL + ")*)(?::(?<port>[0-9]{1,5}))?/?");

    /** A project's name takes 63 of the 253 characters of a host name, and a dot. */
    private static final int LONGEST_DOMAIN = 253 - 64;

    private static final int MOST = 65535;

    /**
     * Reads one.
     *
     * @param text such as {@code https://{project}.apps.example.com}
     * @throws IllegalArgumentException which says what is wrong with it
     */
    public static PublicUrl parse(String text) {
        if (!text.contains(PROJECT)) {
            throw new IllegalArgumentException("\"" + text + "\" has no {project} in it: " + wanted());
        }
        Matcher url = SYNTAX.matcher(
                text.replace(PROJECT, "\0").toLowerCase(Locale.ROOT).replace("\0", PROJECT));
        if (!url.matches() || url.group("domain").length() > LONGEST_DOMAIN) {
            throw new IllegalArgumentException("\"" + text + "\" is not valid: " + wanted());
        }
        boolean secure = url.group("scheme").equals("https");
        String given = url.group("port");
        int port = given == null ? Addresses.usualPort(secure) : Integer.parseInt(given);
        if (port < 1 || port > MOST) {
            throw new IllegalArgumentException("\"" + text + "\" has a port that is not from 1 to " + MOST + ".");
        }
        return new PublicUrl(secure, url.group("domain"), port);
    }

    private static String wanted() {
        return "it must be a URL such as https://{project}.apps.example.com, or one with a port, with {project} in the"
                + " place of the first label, and without path, user or query.";
    }
}
