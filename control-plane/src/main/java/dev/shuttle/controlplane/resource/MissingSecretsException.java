package dev.shuttle.controlplane.resource;

import java.util.List;

/** The code needs secrets that are not set. */
public final class MissingSecretsException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingSecretsException(List<String> names) {
        super(
                names.size() == 1
                        ? "The code needs the secret " + names.get(0)
                                + ", which is not set. Set it with `mvn shuttle:secrets" + " -Dshuttle.set="
                                + names.get(0) + "`, then deploy again."
                        : "The code needs the secrets " + String.join(", ", names)
                                + ", which are not set. Set them with `mvn"
                                + " shuttle:secrets -Dshuttle.set=NAME` each, or all at once with `-Dshuttle.file=FILE`, then"
                                + " deploy again.");
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
