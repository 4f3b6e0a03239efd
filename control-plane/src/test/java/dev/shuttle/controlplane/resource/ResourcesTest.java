package dev.shuttle.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.log.Masks;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.protocol.Resource;
import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.folder.Folders;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.ResourceOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With folders, the kind that needs no server; the others have their tests beside them and in it/. */
class ResourcesTest {
    private static final ResourceRequest UPLOADS = ResourceRequest.of("folder", "uploads");
    private static final ResourceRequest KEY = ResourceRequest.of("secret", "KEY");
    private static final ResourceRequest OWN = new ResourceRequest("app.Bucket", "default", true, "app.BucketProvider");

    @TempDir
    Path folder;

    private final Masks masks = new Masks();
    private Database database;
    private Secrets secrets;
    private Resources resources;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(Database.urlIn(folder.resolve("store")));
        Vault vault = Vault.open("a master key of some length", folder.resolve("none"), database);
        secrets = new Secrets(database, vault, masks);
        Folders folders = new Folders(folder.resolve("folders"));
        resources = new Resources(new Resources.Parts(
                database,
                vault,
                secrets,
                masks,
                Map.of(ResourceRequest.FOLDER, folders, "s3", new Buckets()),
                type -> new CustomFolder(folders, type)));
        database.jdbi().useHandle(handle -> {
            handle.execute("insert into project (name, state, created_at) values ('app', 'new', current_timestamp)");
            for (String id : List.of("d1", "d2")) {
                handle.execute(
                        "insert into deployment (id, project, state, derived, git_dirty, created_at)"
                                + " values (?, 'app', 'running', false, false, current_timestamp)",
                        id);
            }
        });
    }

    @AfterEach
    void close() {
        resources.close();
        database.close();
    }

    @Test
    void whatAKindDeclaresSecretIsMaskedInLogsAndNotShown() throws Exception {
        resources.provision(request("d1", null, false, ResourceRequest.of("s3", "default")));

        assertEquals("key AKIA, secret ***", masks.mask("app", "key AKIA, secret wJalrXUtnFEMI"));
        assertEquals(
                Map.of("accessKey", "AKIA"), resources.list("app", false).get(0).details());
        assertEquals(
                Map.of("accessKey", "AKIA", "secretKey", "wJalrXUtnFEMI"),
                resources.list("app", true).get(0).details());
    }

    @Test
    void theNextDeploymentGetsTheSameWithItsData() throws Exception {
        Path first = path(resources.provision(request("d1", null, false, UPLOADS)));
        Files.writeString(first.resolve("file"), "data");

        Path second = path(resources.provision(request("d2", null, false, UPLOADS)));

        assertEquals("data", Files.readString(second.resolve("file")));
    }

    @Test
    void whatADeploymentWasGivenIsStoredWithIt() throws Exception {
        secrets.change("app", Map.of("KEY", "hunter2"));
        List<ResourceOutput> given = resources.provision(request("d1", null, false, UPLOADS, KEY));

        assertEquals(given, resources.given("app", "d1"));
        assertEquals(given, resources.current("app", "d1"));
        assertEquals("hunter2", given.get(1).get("value"));
        assertEquals(0, storedInClear("hunter2"));
    }

    @Test
    void allMissingSecretsAreNamedBeforeAnythingIsMade() {
        secrets.change("app", Map.of("KEYY", "misspelt"));
        MissingSecretsException missing = assertThrows(
                MissingSecretsException.class,
                () -> resources.provision(request(
                        "d1", null, false, UPLOADS, KEY, ResourceRequest.of("secret", "OTHER"), optional("LATER"))));

        assertTrue(missing.getMessage().contains("KEY, OTHER"), missing::getMessage);
        assertFalse(missing.getMessage().contains("LATER"), missing::getMessage);
        assertTrue(missing.getMessage().contains("KEYY"), missing::getMessage);
        assertEquals(List.of(), resources.list("app", false));
    }

    @Test
    void anOptionalSecretThatIsNotSetIsNotGiven() throws Exception {
        assertEquals(List.of(), resources.provision(request("d1", null, false, optional("LATER"))));
    }

    @Test
    void aRollbackGetsTheSecretsOfItsOriginalAndARestartThoseOfNow() throws Exception {
        secrets.change("app", Map.of("KEY", "before"));
        resources.provision(request("d1", null, false, KEY));
        secrets.change("app", Map.of("KEY", "after"));

        assertEquals(
                "after",
                resources.provision(request("d2", "d1", false, KEY)).get(0).get("value"));
        assertEquals(
                "before",
                resources.provision(request("d2", "d1", true, KEY)).get(0).get("value"));
    }

    @Test
    void whatAProviderReturnedIsStoredAndGoesToTheNextOneAsPrevious() throws Exception {
        ResourceOutput first =
                resources.provision(request("d1", null, false, OWN)).get(0);
        assertTrue(Files.isDirectory(Path.of(first.get("folder"))));
        resources.provisioned("app", "d1", List.of(ran(first, "bucket-1")));

        assertEquals("bucket-1", resources.given("app", "d1").get(0).get("out.name"));
        ResourceOutput restarted =
                resources.provision(request("d2", "d1", false, OWN)).get(0);
        ResourceOutput next =
                resources.provision(request("d2", null, false, OWN)).get(0);

        assertEquals("true", restarted.get("provisioned"));
        assertEquals("bucket-1", restarted.get("out.name"));
        assertEquals("", next.get("provisioned"));
        assertEquals("bucket-1", next.get("previous.name"));
        assertEquals("***, of bucket-1", masks.mask("app", "s3cr3t, of bucket-1"));
    }

    @Test
    void whatIsInUseIsNotDeleted() throws Exception {
        Path uploads = path(resources.provision(request("d1", null, false, UPLOADS)));

        assertThrows(ResourceInUseException.class, () -> resources.delete("app", "folder", "uploads"));
        assertTrue(Files.isDirectory(uploads));
        assertEquals("ready", resources.list("app", false).get(0).state());

        over("d1");
        assertEquals("unused", resources.list("app", false).get(0).state());
        resources.delete("app", "folder", "uploads");
        assertFalse(Files.exists(uploads));
        assertThrows(UnknownResourceException.class, () -> resources.delete("app", "folder", "uploads"));
    }

    @Test
    void listsAreWithoutWhatIsSecret() throws Exception {
        ResourceOutput first =
                resources.provision(request("d1", null, false, OWN)).get(0);
        resources.provisioned("app", "d1", List.of(ran(first, "bucket-1")));

        Resource hidden = resources.list("app", false).get(0);
        Resource revealed = resources.list("app", true).get(0);

        assertFalse(hidden.toString().contains("bucket-1"), hidden::toString);
        assertEquals("bucket-1", revealed.details().get("out.name"));
    }

    @Test
    void aProjectsDataOutlivesItUntilAllIsDeleted() throws Exception {
        Path uploads = path(resources.provision(request("d1", null, false, UPLOADS)));
        database.jdbi().useHandle(handle -> handle.execute("delete from project where name = 'app'"));

        assertTrue(resources.hasAny("app"));
        assertTrue(Files.isDirectory(uploads));
        resources.deleteAll("app");

        assertFalse(resources.hasAny("app"));
        assertFalse(Files.exists(uploads));
    }

    @Test
    void theDifferenceNamesWhatIsMadeKeptAndLeft() throws Exception {
        resources.provision(request("d1", null, false, UPLOADS));

        List<String> lines = resources
                .difference("app", List.of(ResourceRequest.of("folder", "files"), KEY, optional("LATER")))
                .changes()
                .stream()
                .map(Object::toString)
                .toList();

        assertEquals(
                List.of(
                        "+ folder files",
                        "! secret KEY (not set: mvn shuttle:secrets -Dshuttle.set=KEY)",
                        "? secret LATER (not set, and not required)",
                        "- folder uploads (kept, no longer used)"),
                lines);
    }

    private static ResourceOutput ran(ResourceOutput before, String name) {
        return new ResourceOutput(
                before.type(),
                before.name(),
                Map.of(
                        "folder",
                        before.get("folder"),
                        "provisioned",
                        "true",
                        "out.name",
                        name,
                        "out.accessKey",
                        "s3cr3t"));
    }

    private int storedInClear(String value) {
        return database.jdbi().withHandle(handle -> handle.select(
                        "select count(*) from deployment_output where encrypted like ?", "%" + value + "%")
                .mapTo(Integer.class)
                .one());
    }

    private void over(String deployment) {
        database.jdbi()
                .useHandle(handle ->
                        handle.execute("update deployment set state = 'superseded' where id = ?", deployment));
    }

    /** A kind whose secret has a name of its own. */
    private static final class Buckets implements Provisioner {
        @Override
        public Map<String, String> draft(String project, String name, List<Map<String, String>> siblings) {
            return Map.of("accessKey", "AKIA", "secretKey", "wJalrXUtnFEMI");
        }

        @Override
        public Map<String, String> ensure(String project, String name, Map<String, String> draft) {
            return draft;
        }

        @Override
        public void destroy(String project, String name, Map<String, String> draft) {}

        @Override
        public boolean isSecret(String key) {
            return key.equals("secretKey");
        }

        @Override
        public void close() {}
    }

    private static ResourceRequest optional(String secret) {
        return new ResourceRequest("secret", secret, false, "");
    }

    private static ProvisionRequest request(
            String deployment, @Nullable String source, boolean withSecrets, ResourceRequest... wanted) {
        return new ProvisionRequest("app", deployment, List.of(wanted), source, withSecrets);
    }

    private static Path path(List<ResourceOutput> outputs) {
        return Path.of(outputs.get(0).get("path"));
    }
}
