package dev.shuttle.controlplane.project;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Host names of users' own, RFC 1123 section 2.1. */
public final class HostName {
    private static final int LONGEST = 253;
    private static final Pattern LABELS =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final String ENCODED = "xn--";

    /**
     * Sharp s and final sigma: letters of their own in browsers (UTS 46, non-transitional), of which IDNA 2003, which the JDK
     * has, makes others. Where neither is in a label, both agree; so a library, of 14 MB, is not needed.
     */
    private static final Pattern KEPT = Pattern.compile("[\u00df\u03c2]");

    /** Browsers do not agree about capital sharp s, and allow joiners in few places (RFC 5892 appendix A). */
    private static final Pattern DISPUTED = Pattern.compile("[\u1e9e\u200c\u200d]");

    /** RFC 3490 section 3.1. */
    private static final Pattern DOTS = Pattern.compile("[.\u3002\uff0e\uff61]");

    /** RFC 5892 section 2.1, and signs, which registries of emoji names have. */
    private static final Set<Byte> IN_NAMES = Set.of(
            Character.LOWERCASE_LETTER,
            Character.OTHER_LETTER,
            Character.MODIFIER_LETTER,
            Character.NON_SPACING_MARK,
            Character.COMBINING_SPACING_MARK,
            Character.DECIMAL_DIGIT_NUMBER,
            Character.OTHER_SYMBOL);

    private static final int LONGEST_LABEL = 63;

    private HostName() {}

    /**
     * Reads one that is to be added: its encoded labels must be what they stand for, encoded.
     *
     * @param text as a user wrote it
     * @return as {@link #parse}
     * @throws BadDomainException if it is none that a project can have
     */
    public static String parseNew(String text) {
        if (DISPUTED.matcher(text).find()) {
            throw new BadDomainException(BadDomainException.shown(text)
                    + " has a letter that not all browsers encode in the same way: give the name as it is registered,"
                    + " in its encoded form (xn--\u2026).");
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
        return label.startsWith(ENCODED)
                && Punycode.decode(label.substring(ENCODED.length()))
                        .filter(name -> name.chars().anyMatch(each -> each > 127))
                        .filter(name -> isEncoded(name, label))
                        .isPresent();
    }

    private static boolean isEncoded(String name, String label) {
        try {
            return encoded(name).equals(label);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String encoded(String text) {
        return Arrays.stream(DOTS.split(text, -1)).map(HostName::label).collect(Collectors.joining("."));
    }

    private static String label(String text) {
        Matcher kept = KEPT.matcher(text);
        if (!kept.find()) {
            return ascii(text).toLowerCase(Locale.ROOT);
        }
        StringBuilder label = new StringBuilder();
        int from = 0;
        do {
            label.append(mapped(text.substring(from, kept.start()))).append(kept.group());
            from = kept.end();
        } while (kept.find());
        label.append(mapped(text.substring(from)));
        if (label.length() > LONGEST_LABEL
                || text.startsWith("--", 2)
                || label.toString().startsWith("--", 2)) {
            throw new IllegalArgumentException("The label is too long, or encoded in part.");
        }
        return ENCODED + Punycode.encode(label.toString());
    }

    /** A part of a label as IDNA 2003 maps it: capitals, widths, compositions. */
    private static String mapped(String part) {
        return part.isEmpty()
                ? ""
                : IDN.toUnicode(ascii(part), IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    }

    /** IDNA 2003 ends with Unicode 3.2. Later letters stand for themselves, unless they have another case or form. */
    private static String ascii(String text) {
        try {
            return IDN.toASCII(text);
        } catch (IllegalArgumentException e) {
            if (!text.equals(Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC))
                    || !text.codePoints().allMatch(HostName::canBeInAName)) {
                throw e;
            }
            return IDN.toASCII(text, IDN.ALLOW_UNASSIGNED);
        }
    }

    private static boolean canBeInAName(int codePoint) {
        return codePoint == '-' || IN_NAMES.contains((byte) Character.getType(codePoint));
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
            host = encoded(text);
        } catch (IllegalArgumentException e) {
            throw new BadDomainException(text, e);
        }
        if (host.length() > LONGEST || !LABELS.matcher(host).matches()) {
            throw new BadDomainException(text, null);
        }
        return host;
    }
}
