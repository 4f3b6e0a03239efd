package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to put a version of a project online.
 *
 * @param id unique on its server
 * @param project the project's name
 * @param state where it is in its life
 * @param url where the public reaches the project
 * @param createdAt when it was uploaded
 * @param startedAt when its service answered for the first time
 * @param finishedAt when it reached a final state
 * @param steps those begun so far, in order
 * @param error why it failed
 * @param digest {@code sha256:} and the archive's hash
 * @param git where the sources came from
 * @param rollbackOf the deployment whose release it serves again
 * @param unchanged true in the answer to an upload of what serves already
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Deployment(
        String id,
        String project,
        DeploymentState state,
        URI url,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        List<Step> steps,
        @Nullable Failure error,
        @Nullable String digest,
        @Nullable Git git,
        @Nullable String rollbackOf,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean unchanged) {

    /**
     * A step of the way.
     *
     * @param name {@code queue}, {@code unpack}, {@code build}, {@code plan}, {@code provision}, {@code start} or
     *     {@code switch}
     * @param startedAt when it began
     * @param millis how long it took; null while it is under way
     */
    public record Step(String name, Instant startedAt, @Nullable Long millis) {}

    /**
     * Why a deployment failed.
     *
     * @param step the step that failed
     * @param message what was tried, why it failed, what to do next
     */
    public record Failure(String step, String message) {
        /** In the message of what was ended because its time was over: what follows is what it printed last. */
        public static final String LAST_LINES = "The last lines that it printed:";
    }

    /**
     * Where the sources came from.
     *
     * @param commit the commit's hash
     * @param branch the branch
     * @param message the commit's first line
     * @param dirty whether there were uncommitted changes
     */
    public record Git(@Nullable String commit, @Nullable String branch, @Nullable String message, boolean dirty) {}
}
