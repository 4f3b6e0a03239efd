package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystemSession;
import org.junit.jupiter.api.Test;

class GoalCommandsTest {
    private final MavenProject project = new MavenProject();
    private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();

    @Test
    void areFullWhereMavenDoesNotKnowTheShortName() {
        assertEquals(
                "The whole log: mvn dev.shuttle:shuttle-maven-plugin:1.2:logs -Dshuttle.project=shop",
                commands().in("The whole log: mvn shuttle:logs -Dshuttle.project=shop"));
    }

    @Test
    void areShortWhereThePomHasThePlugin() {
        Plugin plugin = new Plugin();
        plugin.setGroupId("dev.shuttle");
        plugin.setArtifactId("shuttle-maven-plugin");
        project.getModel().setBuild(new Build());
        project.getModel().getBuild().addPlugin(plugin);

        assertEquals("mvn shuttle:logs", commands().in("mvn shuttle:logs"));
    }

    @Test
    void areShortWhereSettingsNameTheGroup() {
        request.addPluginGroup("dev.shuttle");

        assertEquals("mvn shuttle:logs", commands().in("mvn shuttle:logs"));
    }

    @Test
    void aLogWritesThemSo() {
        List<String> told = new ArrayList<>();
        Log log = new SystemStreamLog() {
            @Override
            public void warn(CharSequence content) {
                told.add(content.toString());
            }
        };

        commands().in(log).warn("run `mvn shuttle:secrets`");

        assertEquals(List.of("run `mvn dev.shuttle:shuttle-maven-plugin:1.2:secrets`"), told);
        assertSame(log, GoalCommands.SHORT.in(log));
    }

    @SuppressWarnings("deprecation") // the only constructor that needs no container
    private GoalCommands commands() {
        MavenSession session =
                new MavenSession(null, (RepositorySystemSession) null, request, new DefaultMavenExecutionResult());
        session.setProjects(List.of(project));
        return GoalCommands.of(session, "1.2");
    }
}
