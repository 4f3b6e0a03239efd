package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a project's sources come from, as its last deploy said. At least one of the first two is there.
 *
 * @param module the coordinates of the Maven project, {@code groupId:artifactId}
 * @param repository the git repository, as {@link RepositoryAddress} writes it
 * @param deployedBy the name of the key of that deploy
 * @param deployedAt when that was
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ProjectOrigin(
        @Nullable String module, @Nullable String repository, String deployedBy, Instant deployedAt) {}
