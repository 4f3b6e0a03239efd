package dev.shuttle.plugin;

import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.ProjectState;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ShuttleClient;
import java.util.List;

/** Tells of a project that was never deployed: its name may be misspelt, since a change by that name creates it. */
final class NewProject {

    private NewProject() {}

    static List<String> note(ShuttleClient client, ProjectName name) throws ClientException {
        return client.project(name)
                        .map(Project::state)
                        .filter(ProjectState.NEW::equals)
                        .isPresent()
                ? List.of("Project " + name
                        + " is new: its first deploy uses this. If the name is wrong: mvn shuttle:delete"
                        + " -Dshuttle.project=" + name + " -Dshuttle.deleteResources")
                : List.of();
    }
}
