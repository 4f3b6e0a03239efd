package dev.shuttle.plugin;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.project.MavenProject;

/**
 * Commands in sentences, such as {@code mvn shuttle:logs}, in the form that Maven understands where the goal runs: by the full
 * name where neither the pom nor settings.xml makes the short one known.
 *
 * @param prefix what stands before a goal's name
 */
record GoalCommands(String prefix) {
    private static final String GROUP = "dev.shuttle";
    private static final String ARTIFACT = "shuttle-maven-plugin";

    static final GoalCommands SHORT = new GoalCommands("mvn shuttle:");

    static GoalCommands of(MavenSession session, String version) {
        return isShortKnown(session) ? SHORT : new GoalCommands("mvn " + GROUP + ":" + ARTIFACT + ":" + version + ":");
    }

    /** Where Maven looks: in the pom of the folder that it runs in, then in the plugin groups of settings.xml. */
    private static boolean isShortKnown(MavenSession session) {
        MavenProject here = session.getTopLevelProject();
        List<Plugin> managed = here.getPluginManagement() == null
                ? List.of()
                : here.getPluginManagement().getPlugins();
        return isOurs(here.getBuildPlugins())
                || isOurs(managed)
                || session.getRequest().getPluginGroups().contains(GROUP);
    }

    private static boolean isOurs(List<Plugin> plugins) {
        return plugins.stream()
                .anyMatch(each -> GROUP.equals(each.getGroupId()) && ARTIFACT.equals(each.getArtifactId()));
    }

    String in(String text) {
        return text.replace(SHORT.prefix, prefix);
    }

    /** A log that writes them so. */
    Log in(Log log) {
        if (equals(SHORT)) {
            return log;
        }
        return (Log) Proxy.newProxyInstance(
                Log.class.getClassLoader(), new Class<?>[] {Log.class}, (self, method, given) -> {
                    if (given != null && given[0] instanceof CharSequence text) {
                        given[0] = in(text.toString());
                    }
                    try {
                        return method.invoke(log, given);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
