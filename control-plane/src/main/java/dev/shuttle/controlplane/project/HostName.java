package dev.shuttle.controlplane.project;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/** Host names of users' own, RFC 1123 section 2.1. */
public final class HostName {
    private static final int LONGEST = 253;
    private static final Pattern LABELS =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private HostName() {}

    /**
     * Reads one.
     *
     * @param text as a user wrote it; letters outside of ASCII become punycode, as browsers send them
     * @return in lower case, in ASCII
     * @throws BadDomainException if it is none that a project can have
     */
    public static String parse(String text) {
        if (text.startsWith("*.")) {
            throw new BadDomainException("Wildcards such as " + BadDomainException.shown(text)
                    + " are not supported: add each host name separately.");
        }
        String host;
        try {
            host = IDN.toASCII(text).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new BadDomainException(text, e);
        }
        if (host.length() > LONGEST || !LABELS.matcher(host).matches()) {
            throw new BadDomainException(text, null);
        }
        return host;
    }
}
