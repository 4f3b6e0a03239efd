package dev.shuttle.controlplane.project;

import dev.shuttle.controlplane.fault.ConflictException;

/** A project's name is in use by sources from elsewhere. */
public final class OtherOriginException extends ConflictException {
    private static final long serialVersionUID = 1L;

    OtherOriginException(String project, String known, SourceOrigin given) {
        super(
                "Other origin",
                "The name " + project + " is in use by another origin: " + known + ". This is " + given
                        + ". Nothing was built. Deploy it under a name of its own with -Dshuttle.project=NAME or"
                        + " @ShuttleService(name = \"NAME\"); or take the name over, with its data and secrets, by"
                        + " -Dshuttle.confirm=" + project + " (in the API: confirm=" + project + ").");
    }
}
