package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.EnvironmentVariable;
import dev.shuttle.protocol.ProjectName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The variables of a project, in the environment of its processes. */
@Timeout(60)
class EnvironmentOfDeploymentsTest {
    private static final ProjectName SHOP = new ProjectName("shop");

    @RegisterExtension
    final EngineFixture engine = new EngineFixture();

    @Test
    void setBeforeTheFirstDeployTheyAreThere() throws Exception {
        assertEquals(Optional.empty(), change(Map.of("LEVEL", "debug")));

        engine.deploy("shop", CompiledApp.PROGRAM);

        assertEquals(Map.of("LEVEL", "debug"), started());
    }

    @Test
    void severalChangesAreOneRestartAndNoChangeIsNone() throws Exception {
        engine.deploy("shop", CompiledApp.PROGRAM);

        engine.serving(change(Map.of("A", "1", "B", "2")).orElseThrow());

        assertEquals(Map.of("A", "1", "B", "2"), started());
        assertEquals(2, engine.hosts.started().size());
        assertEquals(Optional.empty(), change(Map.of("A", "1")));
    }

    @Test
    void aVariableWinsOverThatOfAResource() throws Exception {
        engine.engine().configuration().change(SHOP, Map.of("TOKEN", "of the secret"));
        change(Map.of("TOKEN", "mine"));

        engine.deploy("shop", CompiledApp.PROGRAM_WITH_RESOURCES);

        assertEquals("mine", started().get("TOKEN"));
    }

    @Test
    void aRemovedOneIsGoneAfterTheRestart() throws Exception {
        change(Map.of("A", "1", "B", "2"));
        engine.deploy("shop", CompiledApp.PROGRAM);

        engine.serving(
                engine.engine().configuration().removeVariable("shop", "A").orElseThrow());

        assertEquals(Map.of("B", "2"), started());
    }

    @Test
    void aRollbackBringsThemBackAndTheNextDeployUsesThem() throws Exception {
        change(Map.of("LEVEL", "one", "ONLY_OLD", "x"));
        String first = engine.deploy("shop", CompiledApp.PROGRAM);
        Map<String, @Nullable String> later = new HashMap<>(Map.of("LEVEL", "two", "ONLY_NEW", "y"));
        later.put("ONLY_OLD", null);
        engine.serving(change(later).orElseThrow());

        engine.serving(engine.deployments().rollback("shop", first));

        Map<String, String> old = Map.of("LEVEL", "one", "ONLY_OLD", "x");
        assertEquals(old, started());
        assertEquals(old, listed());
        engine.deploy("shop");
        assertEquals(old, started());
    }

    @Test
    void whatIsSetWhileARollbackIsUnderWayStays() throws Exception {
        change(Map.of("LEVEL", "one"));
        String first = engine.deploy("shop", CompiledApp.PROGRAM);
        engine.serving(change(Map.of("LEVEL", "two")).orElseThrow());

        engine.deployments().rollback("shop", first);
        Optional<Deployment> restart = change(Map.of("LEVEL", "three"));
        engine.serving(restart.orElseThrow());

        assertEquals(Map.of("LEVEL", "three"), started());
        assertEquals(Map.of("LEVEL", "three"), listed());
    }

    @Test
    void aServiceThatEndedByItselfIsStartedWithThoseThatItHad() throws Exception {
        change(Map.of("LEVEL", "one"));
        String id = engine.deploy("shop", CompiledApp.PROGRAM);

        engine.hosts.crash(id);
        EngineFixture.await(
                "another start",
                () -> engine.hosts.startedIds().stream().filter(id::equals).count() == 2);

        assertEquals(Map.of("LEVEL", "one"), started());
    }

    @Test
    void whatWasSetWhileItIsStoppedIsThereWhenItIsStarted() throws Exception {
        engine.deploy("shop", CompiledApp.PROGRAM);
        engine.deployments().stop("shop");
        change(Map.of("LEVEL", "one"));
        engine.serving(engine.deployments().start("shop"));

        assertEquals(Map.of("LEVEL", "one"), started());
    }

    @Test
    void aRefusedChangeRestartsNothing() throws Exception {
        engine.deploy("shop", CompiledApp.PROGRAM);

        assertThrows(InvalidException.class, () -> change(Map.of("GOOD", "x", "PORT", "80")));

        assertEquals(1, engine.hosts.started().size());
        assertEquals(Map.of(), listed());
    }

    @Test
    void copiedFromAnotherProjectTheyAreOneRestart() throws Exception {
        engine.engine().configuration().changeEnvironment(new ProjectName("blog"), Map.of("A", "blog's", "B", "2"));
        engine.engine().configuration().change(new ProjectName("blog"), Map.of("TOKEN", "s3cret"));
        change(Map.of("A", "shop's", "C", "3"));
        engine.deploy("shop", CompiledApp.PROGRAM);

        engine.serving(engine.engine()
                .configuration()
                .copy(new ProjectName("blog"), SHOP, true, true)
                .orElseThrow());

        assertEquals(Map.of("A", "blog's", "B", "2", "C", "3"), started());
        assertEquals(
                "TOKEN",
                engine.engine().configuration().secrets("shop").items().get(0).name());
        assertEquals(Optional.empty(), engine.engine().configuration().copy(new ProjectName("blog"), SHOP, true, true));
    }

    @Test
    void theyOutliveTheirProjectUnlessItsDataGo() throws Exception {
        change(Map.of("A", "1"));
        engine.engine().deletion().delete("shop", false).get();
        assertEquals(Map.of("A", "1"), listed());

        engine.engine().deletion().delete("shop", true).get();
        assertFalse(engine.resources().hasAny("shop"));
    }

    private Optional<Deployment> change(Map<String, ? extends @Nullable String> changes) {
        return engine.engine().configuration().changeEnvironment(SHOP, new HashMap<>(changes));
    }

    private Map<String, String> listed() {
        return engine.engine().configuration().environment("shop").items().stream()
                .collect(Collectors.toMap(EnvironmentVariable::name, EnvironmentVariable::value));
    }

    /** The environment of the service that was started last. */
    private Map<String, String> started() {
        List<ServiceSpec> all = engine.hosts.started();
        assertTrue(!all.isEmpty());
        return all.get(all.size() - 1).environment();
    }
}
