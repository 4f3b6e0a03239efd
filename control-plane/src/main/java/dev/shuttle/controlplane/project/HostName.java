package dev.shuttle.controlplane.project;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/** Host names of users' own, RFC 1123 section 2.1. */
public final class HostName {
    private static final int LONGEST = 253;
    private static final Pattern LABELS =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final String ENCODED = "xn--";

    /** IDNA 2003, which the JDK has, makes others of them: sharp s, final sigma, and the joiners (RFC 5894 section 7.2). */
    private static final Pattern DEVIATIONS = Pattern.compile("[\u00df\u1e9e\u03c2\u200c\u200d]");

    private HostName() {}

    /**
     * Reads one that is to be added: its encoded labels must be what they stand for, encoded.
     *
     * @param text as a user wrote it
     * @return as {@link #parse}
     * @throws BadDomainException if it is none that a project can have
     */
    public static String parseNew(String text) {
        if (DEVIATIONS.matcher(text).find()) {
            throw new BadDomainException(BadDomainException.shown(text)
                    + " has a letter that browsers encode in another way than this server can (such as \u00df): use a domain"
                    + " without it.");
        }
        String host = parse(text);
        for (String label : host.split("\\.", -1)) {
            if (label.startsWith("--", 2) && !isEncoded(label)) {
                throw new BadDomainException(BadDomainException.shown(text) + " is not a valid domain: its label "
                        + label + " looks encoded, and is not the encoding of any name (RFC 5891).");
            }
        }
        return host;
    }

    private static boolean isEncoded(String label) {
        String name = IDN.toUnicode(label);
        return label.startsWith(ENCODED)
                && !name.equals(label)
                && IDN.toASCII(name).toLowerCase(Locale.ROOT).equals(label);
    }

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
