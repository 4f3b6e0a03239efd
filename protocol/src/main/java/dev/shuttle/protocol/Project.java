package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A name, its address, and what serves there.
 *
 * @param name the name and subdomain
 * @param url where the public reaches it
 * @param state how it is
 * @param current the id of the deployment that serves
 * @param isolation {@code embedded}, {@code shared} or {@code dedicated}
 * @param createdAt when it was first heard of
 * @param origin where its sources come from; null until a deploy has said it
 * @param disk what it keeps on the server's disk; null if that is not known yet, or not limited, or an older server answers
 * @param error why it has crashed, and what to do next; null in every other state
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Project(
        String name,
        URI url,
        ProjectState state,
        @Nullable String current,
        String isolation,
        Instant createdAt,
        @Nullable ProjectOrigin origin,
        @Nullable DiskSpace disk,
        Deployment.@Nullable Failure error) {

    /**
     * Space on a disk, in bytes.
     *
     * @param used as it was found last
     * @param limit from which on the project gets no new deployments
     */
    public record DiskSpace(long used, long limit) {}
}
