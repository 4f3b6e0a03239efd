package dev.shuttle.controlplane.restore;

import dev.shuttle.resources.RestoreTarget;
import dev.shuttle.resources.folder.Folders;
import dev.shuttle.resources.postgres.EmbeddedPostgres;
import dev.shuttle.resources.redis.EmbeddedRedis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who takes the data of a project out of a backup.
 *
 * @param redis null where the operator's is used
 * @param postgres null where the operator's is used
 */
public record RestoredData(Folders folders, @Nullable EmbeddedRedis redis, @Nullable EmbeddedPostgres postgres) {

    /** Those that there are. */
    List<RestoreTarget> all() {
        return Stream.<@Nullable RestoreTarget>of(folders, redis, postgres)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Those for which something was laid out. */
    List<RestoreTarget> prepared() throws IOException {
        List<RestoreTarget> prepared = new ArrayList<>();
        for (RestoreTarget each : all()) {
            if (each.isPrepared()) {
                prepared.add(each);
            }
        }
        return prepared;
    }

    boolean has(String project) {
        return all().stream().anyMatch(each -> each.has(project));
    }

    void remove(String project) throws IOException {
        for (RestoreTarget each : all()) {
            each.remove(project);
        }
    }

    void discard() throws IOException {
        for (RestoreTarget each : all()) {
            each.discard();
        }
    }
}
