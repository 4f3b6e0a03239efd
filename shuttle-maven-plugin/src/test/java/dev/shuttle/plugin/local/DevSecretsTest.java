package dev.shuttle.plugin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shuttle.runtime.plan.ResourceRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevSecretsTest {

    @TempDir
    private Path root;

    @Test
    void theModulesFileWins() throws Exception {
        Path module = Files.createDirectory(root.resolve("web"));
        Files.writeString(root.resolve(DevSecrets.FILE), "A=root\nB=grün\n");
        Files.writeString(module.resolve(DevSecrets.FILE), "A=module\n");

        DevSecrets secrets = DevSecrets.read(root, module);

        assertEquals(Map.of("A", "module", "B", "grün"), secrets.values());
    }

    @Test
    void allThatAreMissingAreNamedAtOnceWithWhatToWrite() throws Exception {
        DevSecrets secrets = DevSecrets.read(root, root);
        List<ResourceRequest> requests = List.of(
                ResourceRequest.of("secret", "API_KEY"),
                new ResourceRequest("secret", "NICE", false, ""),
                ResourceRequest.of("postgres", "default"),
                ResourceRequest.of("secret", "TOKEN"));

        LocalRunException refused = assertThrows(LocalRunException.class, () -> secrets.require(requests));

        assertEquals(
                "2 secrets that the code needs cannot be found on this machine. Write into "
                        + root.resolve(DevSecrets.FILE) + ":\n  API_KEY=VALUE\n  TOKEN=VALUE\n"
                        + "The file is never uploaded; keep it out of version control too.",
                refused.getMessage());
    }

    @Test
    void nothingIsAskedForThatIsThere() throws Exception {
        Files.writeString(root.resolve(DevSecrets.FILE), "API_KEY=1\n");

        DevSecrets.read(root, root).require(List.of(ResourceRequest.of("secret", "API_KEY")));
    }
}
