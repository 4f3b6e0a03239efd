package dev.shuttle.controlplane.resource;

import java.util.List;

/** The code needs secrets that are not set. */
public final class MissingSecretsException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Secrets that lack.
     *
     * @param names all of them
     * @param unused those that are set and not asked for: a name may be misspelt
     */
    MissingSecretsException(List<String> names, List<String> unused) {
        super(remedy(names)
                + (unused.isEmpty()
                        ? ""
                        : " Set, but not used: " + String.join(", ", unused) + ". Is a name misspelled?"));
    }

    private static String remedy(List<String> names) {
        return names.size() == 1
                ? "The code needs the secret " + names.get(0) + ", which is not set. Set it with `mvn shuttle:secrets"
                        + " -Dshuttle.set=" + names.get(0) + "`, then deploy again."
                : "The code needs the secrets " + String.join(", ", names) + ", which are not set. Set them with `mvn"
                        + " shuttle:secrets -Dshuttle.set=NAME` each, or all at once with `-Dshuttle.file=FILE`, then"
                        + " deploy again.";
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
