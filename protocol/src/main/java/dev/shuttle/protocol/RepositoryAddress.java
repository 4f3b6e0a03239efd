package dev.shuttle.protocol;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a git repository as host and path, {@code github.com/example/shop}: the same for a clone by ssh and by https, and
 * without anything that could be a password.
 */
public final class RepositoryAddress {
    private static final int LONGEST = 2000;
    private static final int LONGEST_RESULT = 400;

    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://");

    /** {@code user:token@host:port/path}, behind a scheme or, as this class writes it, without one. */
    private static final Pattern URL = Pattern.compile("([^/?#]+)(/[^?#]*)(?:[?#].*)?");

    /** {@code user@host:path}, which scp and git read so if no slash is before the colon. */
    private static final Pattern SCP = Pattern.compile("(?:[^/]*@)?([^/:@]{2,}):(?!//)(.+)");

    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+]");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._~+%,=!-]+(/[A-Za-z0-9._~+%,=!-]+)*");

    /** Names of the same servers for ssh at port 443. */
    private static final Pattern SSH_NAME = Pattern.compile("^(?:alt)?ssh\\.(?=(?:github|gitlab|bitbucket)\\.)");

    private RepositoryAddress() {}

    /**
     * Reads the URL of a remote repository.
     *
     * @param url as git has it, or as this class wrote it
     * @return empty for a folder of this machine, and for what cannot be read; no part of it may then be shown
     */
    public static Optional<String> of(String url) {
        String text = url.strip();
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher scp = SCP.matcher(text);
        if (!text.contains("://") && scp.matches()) {
            return join(scp.group(1), scp.group(2));
        }
        Matcher parts = URL.matcher(SCHEME.matcher(text).replaceFirst(""));
        if (!parts.matches()) {
            return Optional.empty();
        }
        String authority = parts.group(1);
        String host = authority.substring(authority.lastIndexOf('@') + 1).replaceFirst(":[0-9]*$", "");
        return join(host, parts.group(2));
    }

    /** A path in which an at sign is left may hold the rest of a password with a slash in it: it is refused. */
    private static Optional<String> join(String host, String path) {
        String lower = SSH_NAME.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
        String plain = path.replaceAll("/{2,}", "/").replaceAll("^/|/$", "").replaceFirst("\\.git$", "");
        String joined = lower + "/" + plain;
        boolean valid =
                HOST.matcher(lower).matches() && PATH.matcher(plain).matches() && joined.length() <= LONGEST_RESULT;
        return valid ? Optional.of(joined) : Optional.empty();
    }
}
