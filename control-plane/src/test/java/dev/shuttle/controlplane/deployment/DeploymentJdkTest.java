package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.build.BuildFailedException;
import dev.shuttle.controlplane.build.BuildRequest;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.controlplane.jdk.JavaRequirement;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.jdk.Jdks;
import dev.shuttle.controlplane.jdk.TestJdk;
import dev.shuttle.os.Trees;
import dev.shuttle.protocol.Deployment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A deployment is built with one JDK and runs on it, again and again, until it is gone. */
@Timeout(60)
class DeploymentJdkTest {
    private static final Jdk OWN = new Jdk(17, "17.0.15", Path.of("/jdks/own"));

    @TempDir
    Path folder;

    private final List<Jdk> built = Collections.synchronizedList(new ArrayList<>());
    private EngineFixture engine;
    private Jdk jdk21;
    private Jdk jdk99;

    @BeforeEach
    void threeJdks() throws Exception {
        jdk21 = TestJdk.running(folder, "21.0.5");
        jdk99 = TestJdk.running(folder, "99.0.1");
        engine = new EngineFixture().with(Jdks.of(OWN, List.of(jdk21, jdk99), jdk -> Optional.empty()));
        engine.open();
        engine.onBuild(request -> built.add(request.jdk()));
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    @Test
    void itIsBuiltWithTheJdkOfTheClientAndRestartsOnIt() throws Exception {
        String first = engine.serving(engine.upload("shop", 21));
        assertEquals(List.of(jdk21), built);
        assertTrue(engine.log("shop", first).contains("Built with and run on JDK 21.0.5: your Maven runs on Java 21."));

        engine.serving(engine.deployments().restart("shop"));
        engine.restart();

        assertEquals(List.of(jdk21.java(), jdk21.java()), started());
    }

    @Test
    void aRollbackRunsOnTheJdkOfItsRelease() throws Exception {
        String first = engine.serving(engine.upload("shop", 21));
        engine.deploy("shop");
        engine.serving(engine.deployments().rollback("shop", first));

        assertEquals(List.of(jdk21.java(), OWN.java(), jdk21.java()), started());
    }

    @Test
    void aBuildThatFindsOutThatItNeedsANewerJavaIsRunAgainOnThat() throws Exception {
        engine.onBuild(request -> refuseBelow(99, request));

        String id = engine.deploy("shop");

        assertEquals(List.of(OWN, jdk99), built);
        assertEquals(List.of(jdk99.java()), started());
        assertTrue(
                engine.log("shop", id).contains("JDK 99.0.1: the project asks for Java 99 or newer (its parent), and"),
                engine.log("shop", id));
    }

    @Test
    void aBuildThatNeedsANewerJavaThanThereIsFailsAndNamesThem() throws Exception {
        engine.onBuild(request -> refuseBelow(100, request));

        Deployment.Failure failure = engine.failure(engine.upload("shop"));

        assertEquals("build", failure.step());
        assertTrue(
                failure.message()
                        .startsWith("The project asks for Java 100 (its parent). This server has Java 17.0.15, 21.0.5"
                                + " and 99.0.1. Ask its operator"),
                failure::message);
    }

    @Test
    void whereTheJdkOfAReleaseIsGoneItRunsOnAnotherAndSaysSo() throws Exception {
        engine.serving(engine.upload("shop", 21));
        Trees.delete(jdk21.home());

        String again = engine.serving(engine.deployments().restart("shop"));

        assertEquals(List.of(jdk21.java(), jdk99.java()), started());
        assertTrue(engine.log("shop", again).contains("is not there any more. It runs on " + jdk99 + "."));
    }

    @Test
    void whereNoOtherDoesTheRestartFailsAndTheOldOneServesOn() throws Exception {
        String first = engine.serving(engine.upload("shop", 99));
        Trees.delete(jdk99.home());

        Deployment.Failure failure = engine.failure(engine.deployments().restart("shop"));

        assertEquals("start", failure.step());
        assertTrue(failure.message().contains("needs Java 99 or newer; its JDK in " + jdk99.home()), failure::message);
        assertEquals(first, engine.get("shop"));
    }

    @Test
    void aJdkThatDoesNotRunIsNamedInTheLogAndPassedOver() throws Exception {
        engine.close();
        engine = new EngineFixture().with(Jdks.of(OWN, List.of(jdk21), jdk -> Optional.of("cannot open libjvm.so")));
        engine.open();

        String id = engine.serving(engine.upload("shop", 21));

        assertEquals(List.of(OWN.java()), started());
        assertTrue(engine.log("shop", id).contains(jdk21.home() + " does not run (cannot open libjvm.so)"));
        assertFalse(engine.log("shop", id).contains("your Maven runs on"));
    }

    private void refuseBelow(int java, BuildRequest request) throws BuildFailedException {
        built.add(request.jdk());
        if (request.jdk().feature() < java) {
            throw BuildFailedException.onTooOldJava(
                    "release version " + java + " not supported", new JavaRequirement(java, "its parent"));
        }
    }

    private List<Path> started() {
        return engine.hosts.started().stream().map(ServiceSpec::java).toList();
    }
}
