package dev.shuttle.controlplane.host.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.controlplane.host.FixtureApp;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.controlplane.host.ServiceRunnerContract;
import dev.shuttle.controlplane.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The contract, for what runs in a JVM of its own. */
abstract class DedicatedContract extends ServiceRunnerContract {
    private @Nullable Path home;

    @Override
    protected ServiceRunner newRunner() throws IOException {
        return newRunner(home == null ? Files.createDirectory(directory.resolve("home")) : home);
    }

    @Override
    protected boolean outliveTheirRunner() {
        return true;
    }

    @Override
    protected void assertNothingIsLeft() throws IOException {
        assertEquals(List.of(), hostDirectories());
        assertEquals(List.of(), processes());
    }

    final ServiceRunner newRunner(Path of) {
        home = of;
        return new DedicatedRunner(
                of,
                FixtureApp.runtime(),
                List.of(),
                Sandbox.none(new Sandbox.Limits(1L << 30, 2L << 30)),
                this::artifacts);
    }

    final Path home() {
        return Objects.requireNonNull(home);
    }

    final List<Path> hostDirectories() throws IOException {
        Path all = home().resolve("hosts");
        if (!Files.exists(all)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(all)) {
            return list.toList();
        }
    }

    final List<String> processes() {
        return ProcessHandle.allProcesses()
                .map(handle -> handle.info().commandLine().orElse(""))
                .filter(line -> line.contains("-Dshuttle.home=" + home()))
                .toList();
    }
}
