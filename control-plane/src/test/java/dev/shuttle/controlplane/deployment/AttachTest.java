package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.controlplane.resource.ResourceInUseException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Resources on a class, or attached to a project, in the environment of its processes. */
@Timeout(60)
class AttachTest {
    private static final ProjectName SHOP = new ProjectName("shop");
    private static final ResourceRequest UPLOADS = ResourceRequest.of("folder", "uploads");

    @RegisterExtension
    final EngineFixture engine = new EngineFixture();

    @Test
    void aProgramFindsTheResourcesOfItsClassInItsEnvironment() throws Exception {
        change("TOKEN", "s3cret");

        engine.deploy("shop", CompiledApp.PROGRAM_WITH_RESOURCES);

        Map<String, String> environment = environment();
        assertEquals(Set.of("SHUTTLE_FOLDER", "SHUTTLE_FOLDER_UP_1", "TOKEN"), environment.keySet());
        assertEquals("s3cret", environment.get("TOKEN"));
        assertTrue(Files.isDirectory(Path.of(Objects.requireNonNull(environment.get("SHUTTLE_FOLDER")))));
    }

    @Test
    void aServiceDoesNotFindThereWhatItsParametersAskFor() throws Exception {
        engine.deploy("shop", CompiledApp.WITH_FOLDER);

        assertEquals(Map.of(), environment());
    }

    @Test
    void whatIsAttachedIsThereAfterARestartAndAfterEachDeploy() throws Exception {
        engine.deploy("shop", CompiledApp.PROGRAM);

        engine.serving(attach(UPLOADS).orElseThrow());
        String folder = environment().get("SHUTTLE_FOLDER_UPLOADS");
        engine.deploy("shop");

        assertTrue(Files.isDirectory(Path.of(Objects.requireNonNull(folder))));
        assertEquals(Map.of("SHUTTLE_FOLDER_UPLOADS", folder), environment());
    }

    @Test
    void attachedTwiceItIsRestartedOnce() throws Exception {
        engine.deploy("shop", CompiledApp.PROGRAM);
        engine.serving(attach(UPLOADS).orElseThrow());

        assertEquals(Optional.empty(), attach(UPLOADS));
    }

    @Test
    void attachedBeforeTheFirstDeployItIsThere() throws Exception {
        assertEquals(Optional.empty(), attach(UPLOADS));

        engine.deploy("shop", CompiledApp.PROGRAM);

        assertEquals(Set.of("SHUTTLE_FOLDER_UPLOADS"), environment().keySet());
    }

    @Test
    void aRollbackAndAServiceThatEndedByItselfHaveItToo() throws Exception {
        String first = engine.deploy("shop", CompiledApp.PROGRAM);
        engine.serving(attach(UPLOADS).orElseThrow());
        engine.deploy("shop");

        String back = engine.serving(engine.deployments().rollback("shop", first));
        assertEquals(Set.of("SHUTTLE_FOLDER_UPLOADS"), environment().keySet());

        engine.hosts.crash(back);
        EngineFixture.await(
                "another start",
                () -> engine.hosts.startedIds().stream().filter(back::equals).count() == 2);
        assertEquals(Set.of("SHUTTLE_FOLDER_UPLOADS"), environment().keySet());
    }

    @Test
    void whatACodeAsksForByAParameterIsInTheEnvironmentOnceItIsAttached() throws Exception {
        engine.deploy("shop", CompiledApp.WITH_FOLDER);

        engine.serving(attach(ResourceRequest.of("folder", "default")).orElseThrow());

        assertEquals(Set.of("SHUTTLE_FOLDER"), environment().keySet());
    }

    @Test
    void inUseItCannotBeDestroyedAndDetachedItKeepsItsData() throws Exception {
        engine.deploy("shop", CompiledApp.PROGRAM);
        engine.serving(attach(UPLOADS).orElseThrow());
        Path folder = Path.of(Objects.requireNonNull(environment().get("SHUTTLE_FOLDER_UPLOADS")));
        Files.writeString(folder.resolve("file"), "data");
        assertThrows(
                ResourceInUseException.class,
                () -> engine.engine().configuration().delete("shop", "folder", "uploads"));

        engine.serving(engine.engine().configuration().detach("shop", UPLOADS).orElseThrow());

        assertEquals(Map.of(), environment());
        assertEquals("data", Files.readString(folder.resolve("file")));
        engine.engine().configuration().delete("shop", "folder", "uploads");
        assertTrue(Files.notExists(folder));
    }

    @Test
    void anAttachedSecretIsThereOnceItIsSet() throws Exception {
        engine.deploy("shop", CompiledApp.PROGRAM);
        engine.serving(attach(new ResourceRequest("secret", "TOKEN", false, "")).orElseThrow());
        assertEquals(Map.of(), environment());

        engine.serving(change("TOKEN", "s3cret").orElseThrow());

        assertEquals(Map.of("TOKEN", "s3cret"), environment());
    }

    private Optional<Deployment> attach(ResourceRequest request) throws Exception {
        return engine.engine().configuration().attach(SHOP, request);
    }

    private Optional<Deployment> change(String name, String value) {
        return engine.engine().configuration().change(SHOP, Map.of(name, value));
    }

    /** Of the service that was started last. */
    private Map<String, String> environment() {
        List<ServiceSpec> started = engine.hosts.started();
        return started.get(started.size() - 1).environment();
    }
}
