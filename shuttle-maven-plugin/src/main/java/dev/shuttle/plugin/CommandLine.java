package dev.shuttle.plugin;

import dev.shuttle.plugin.forward.ForwardedArguments;
import dev.shuttle.plugin.forward.OtherPom;
import dev.shuttle.plugin.forward.SettingsOnCommandLine;
import dev.shuttle.plugin.forward.TooManyArgumentsException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuilder;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.jspecify.annotations.Nullable;

/** The profiles and properties with which this Maven was called, as far as they are not of this machine's settings. */
record CommandLine(MavenExecutionRequest request, SettingsBuilder settings, Log log) {

    /** Chooses what the server's build gets, and says so. */
    @Nullable
    String passOn(@Nullable String mavenArgs) throws TooManyArgumentsException {
        Set<String> fromSettings = activeInSettings();
        List<String> active = request.getActiveProfiles().stream()
                .filter(each -> !fromSettings.contains(each))
                .toList();
        String given = OtherPom.before(mavenArgs, request.getPom());
        if (!Objects.equals(given, mavenArgs)) {
            log.info("The server's build takes " + request.getPom().getName() + " too (-f)");
        }
        ForwardedArguments passed = ForwardedArguments.of(properties(), active, request.getInactiveProfiles(), given);
        tell(passed);
        if (request.getUserSettingsFile() != null) {
            SettingsOnCommandLine.note(
                            request.getMultiModuleProjectDirectory().toPath(),
                            request.getUserSettingsFile().toPath(),
                            Path.of(System.getProperty("user.home"), ".m2", "settings.xml"))
                    .ifPresent(log::warn);
        }
        return passed.mavenArgs();
    }

    private void tell(ForwardedArguments passed) {
        if (!passed.own().isEmpty()) {
            log.info("Passed on to the server's build: " + String.join(" ", passed.own()));
        }
        if (!passed.secrets().isEmpty()) {
            log.warn("Not passed on, since their names look like secrets: " + String.join(", ", passed.secrets())
                    + ". If the service needs one, set it with mvn shuttle:secrets -Dshuttle.set=NAME and use @Secret;"
                    + " if the build needs one, add it to the server's settings.xml (SHUTTLE_MAVEN_SETTINGS).");
        }
        if (!passed.unfit().isEmpty()) {
            log.warn("Not passed on, since their values have spaces: " + String.join(", ", passed.unfit())
                    + ". Put them into the pom or .mvn/maven.config.");
        }
    }

    private TreeMap<String, String> properties() {
        Properties given = request.getUserProperties();
        TreeMap<String, String> all = new TreeMap<>();
        given.stringPropertyNames().forEach(name -> all.put(name, given.getProperty(name)));
        return all;
    }

    /** The request has them beside those of the command line, and no longer knows which is which. */
    private Set<String> activeInSettings() {
        DefaultSettingsBuildingRequest files = new DefaultSettingsBuildingRequest();
        files.setGlobalSettingsFile(request.getGlobalSettingsFile());
        files.setUserSettingsFile(request.getUserSettingsFile());
        files.setSystemProperties(request.getSystemProperties());
        files.setUserProperties(request.getUserProperties());
        try {
            return new HashSet<>(settings.build(files).getEffectiveSettings().getActiveProfiles());
        } catch (SettingsBuildingException impossible) {
            throw new IllegalStateException("Maven has read these settings before", impossible);
        }
    }
}
