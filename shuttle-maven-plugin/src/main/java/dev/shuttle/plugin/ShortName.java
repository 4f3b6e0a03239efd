package dev.shuttle.plugin;

import dev.shuttle.plugin.init.Change;
import dev.shuttle.plugin.init.Server;
import dev.shuttle.plugin.init.UserSettings;
import dev.shuttle.protocol.client.ApiAddress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;

/** Offers to add to settings.xml what makes {@code mvn shuttle:GOAL} work outside of a project. */
record ShortName(MavenSession session, Log log, boolean confirmed) {

    /** Never fails: the key is stored by then. The plugin of a server on this machine is installed here. */
    void offer(ApiAddress api) {
        File used = session.getRequest().getUserSettingsFile();
        if (used == null) {
            return;
        }
        boolean https = "https".equalsIgnoreCase(api.uri().getScheme());
        if (!https && !api.isLoopback()) {
            log.warn("Maven takes no plugin from " + api + ", since it is not https: its repository is not offered for"
                    + " settings.xml.");
        }
        Optional<String> repository = https ? Optional.of(api.toString()) : Optional.empty();
        Path file = used.toPath();
        UserSettings settings = new UserSettings(file, new Server("", repository));
        try {
            Optional<Change> change = settings.change();
            if (change.isPresent()) {
                offer(settings, change.get());
            }
        } catch (IOException | UserSettings.NotUnderstoodException fault) {
            log.warn(fault.getMessage() + ". To use mvn shuttle:GOAL outside of a project, add"
                    + " <pluginGroups><pluginGroup>dev.shuttle</pluginGroup></pluginGroups> to it by hand.");
        }
    }

    private void offer(UserSettings settings, Change change) throws IOException {
        Path file = settings.file();
        log.info("To use mvn shuttle:GOAL outside of a project, " + file + " needs:");
        Path folder = Optional.ofNullable(file.getParent()).orElse(file);
        change.diff(folder).forEach(line -> log.info(Terminal.plain(line)));
        if (!confirmed && !new Prompt(session).isConfirmed("Add these lines?")) {
            log.info("Nothing was added. Add these lines yourself, or log in again with -Dshuttle.confirm.");
            return;
        }
        Optional<Path> copy = settings.apply(change);
        log.info("Added." + copy.map(path -> " The file as it was: " + path).orElse(""));
    }
}
