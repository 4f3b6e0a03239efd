package dev.shuttle.controlplane.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdksTest {
    private static final Jdk OWN = new Jdk(17, "17.0.15", Path.of("/jdks/own"));

    @TempDir
    Path folder;

    private final Set<Integer> broken = new HashSet<>();
    private Jdk jdk21;
    private Jdk jdk25;
    private Jdks jdks;

    @BeforeEach
    void threeJdks() throws Exception {
        jdk21 = TestJdk.running(folder, "21.0.5");
        jdk25 = TestJdk.running(folder, "25.0.1");
        jdks = Jdks.of(OWN, List.of(jdk25, jdk21), this::fault);
    }

    private Optional<String> fault(Jdk jdk) {
        return broken.contains(jdk.feature()) ? Optional.of("no libjvm.so") : Optional.empty();
    }

    @Test
    void aProjectThatAsksForNothingGetsTheServersOwn() throws Exception {
        assertEquals(OWN, jdks.choose(null, null).jdk());
        assertEquals(
                "Built with and run on JDK 17.0.15: it is the server's own.",
                jdks.choose(null, null).reason());
    }

    @Test
    void theServersOwnIsTakenIfItIsNewEnough() throws Exception {
        assertEquals(OWN, choice(17, null).jdk());
        assertEquals(OWN, choice(8, null).jdk());
    }

    @Test
    void theNearestAboveIsTakenIfOursIsTooOld() throws Exception {
        assertEquals(jdk21, choice(18, null).jdk());
        assertEquals(jdk21, choice(21, null).jdk());
        assertEquals(jdk25, choice(22, null).jdk());
        assertEquals(
                "Built with and run on JDK 21.0.5: the project asks for Java 18 or newer (maven.compiler.release in"
                        + " pom.xml), and it is the nearest that this server has.",
                choice(18, null).reason());
    }

    @Test
    void theClientsJavaIsPreferredWhereTheBoundAllowsIt() throws Exception {
        assertEquals(jdk25, choice(21, 25).jdk());
        assertEquals(jdk21, jdks.choose(null, 21).jdk());
        assertEquals(jdk25, choice(25, 21).jdk());
        assertEquals(OWN, jdks.choose(null, 19).jdk());
        assertEquals(
                "Built with and run on JDK 21.0.5: your Maven runs on Java 21.",
                jdks.choose(null, 21).reason());
    }

    @Test
    void ofTwoOfOneVersionTheServersOwnIsTaken() throws Exception {
        Jdks two = Jdks.of(OWN, List.of(TestJdk.running(folder, "17.0.99")), this::fault);
        assertEquals(OWN, two.choose(null, 17).jdk());
    }

    @Test
    void aMissingOneIsNamedBesideThoseThatThereAre() {
        assertEquals(
                "The project asks for Java 99 (maven.compiler.release in pom.xml). This server has Java 17.0.15, 25.0.1"
                        + " and 21.0.5. Ask its operator to install a JDK 99 or newer and to name it in SHUTTLE_JDKS,"
                        + " or lower it.",
                missing(99));
    }

    @Test
    void whereServicesRunInTheServersOwnJvmNoOtherIsPromised() {
        jdks = Jdks.embedded(OWN);
        assertEquals(
                "The project asks for Java 21 (maven.compiler.release in pom.xml). Services run in the control plane's own"
                        + " JVM here (SHUTTLE_ISOLATION is embedded), which has Java 17.0.15. Ask its operator to run it"
                        + " on a JDK 21 or newer, or lower it.",
                missing(21));
    }

    @Test
    void oneThatDoesNotRunIsPassedOverAndNamed() throws Exception {
        broken.add(21);
        JdkChoice choice = choice(21, null);
        assertEquals(jdk25, choice.jdk());
        assertEquals(
                List.of(jdk21 + " does not run (no libjvm.so). The server's operator must repair it, or remove it."),
                choice.broken());
    }

    @Test
    void ifTheOnlyOneDoesNotRunTheFailureNamesIt() {
        broken.add(25);
        String message = missing(22);
        assertTrue(message.contains("This server has Java 17.0.15 and 21.0.5. " + jdk25 + " does not run"), message);
    }

    @Test
    void oneThatHasRunAndIsRemovedIsPassedOverAndNamed() throws Exception {
        assertEquals(jdk21, choice(21, null).jdk());
        Files.delete(jdk21.java());
        JdkChoice choice = choice(21, null);
        assertEquals(jdk25, choice.jdk());
        assertEquals(
                List.of(jdk21
                        + " does not run (it has no executable bin/java any more). The server's operator must repair"
                        + " it, or remove it."),
                choice.broken());
    }

    @Test
    void oneThatIsRepairedIsTakenAgain() throws Exception {
        broken.add(21);
        choice(21, null);
        broken.clear();
        assertEquals(jdk21, choice(21, null).jdk());
    }

    @Test
    void aReleaseKeepsItsJdkEvenIfBuildsWouldGetAnother() throws Exception {
        Jdks now = Jdks.of(OWN, List.of(), this::fault);
        JdkChoice kept = now.of(choice(21, null).record());
        assertEquals(jdk21, kept.jdk());
        assertEquals("", kept.reason());
    }

    @Test
    void aReleaseOfAnEarlierVersionRunsOnTheServersOwn() throws Exception {
        assertEquals(OWN, jdks.of(null).jdk());
        assertEquals(OWN.java(), jdks.recorded(null));
    }

    @Test
    void aReleaseWhoseJdkIsGoneGetsTheNearestThatItRunsOn() throws Exception {
        assertEquals(jdk25, jdks.of(new RecordedJdk(25, "/jdks/gone", 17)).jdk());
        assertEquals(jdk25, jdks.of(new RecordedJdk(24, "/jdks/gone", 17)).jdk());
        assertEquals(jdk25, jdks.of(new RecordedJdk(26, "/jdks/gone", 18)).jdk());
        assertEquals(
                "The JDK of this release, Java 24 in /jdks/gone, is not there any more. It runs on " + jdk25 + ".",
                jdks.of(new RecordedJdk(24, "/jdks/gone", 17)).reason());
    }

    @Test
    void aJdkThatWasReplacedByAnOlderOneInItsPlaceIsGone() throws Exception {
        assertEquals(
                jdk25, jdks.of(new RecordedJdk(24, jdk21.home().toString(), 22)).jdk());
    }

    @Test
    void aReleaseWhoseJdkIsGoneAndCannotBeReplacedSaysSo() throws Exception {
        RecordedJdk recorded = choice(22, 25).record();
        Files.delete(jdk25.java());
        jdks = Jdks.of(OWN, List.of(jdk21), this::fault);
        assertEquals(
                "This release was built with Java 25 and needs Java 22 or newer; its JDK in " + jdk25.home()
                        + " is not there any more. This server has Java 17.0.15 and 21.0.5. Ask its operator to install"
                        + " a JDK 22 or newer and to name it in SHUTTLE_JDKS, or deploy again.",
                assertThrows(MissingJdkException.class, () -> jdks.of(recorded)).getMessage());
    }

    private JdkChoice choice(int least, @Nullable Integer client) throws MissingJdkException {
        return jdks.choose(new JavaRequirement(least, "maven.compiler.release in pom.xml"), client);
    }

    private String missing(int least) {
        return assertThrows(MissingJdkException.class, () -> choice(least, null))
                .getMessage();
    }
}
