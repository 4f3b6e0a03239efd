package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MavenArgumentsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Pprod",
                "-P prod,!dev",
                "--activate-profiles=prod",
                "-DskipTests=false",
                "-D skipTests=false",
                "--define=a=b",
                "-pl web -am",
                "verify -DskipTests=false",
                "-T 2",
                "-T1C",
                "-U -e -X -o -q",
                "-Dquarkus.package.type=fast-jar",
                "-f other.xml"
            })
    void takesWhatChoosesWhatIsBuilt(String arguments) {
        assertDoesNotThrow(() -> MavenArguments.check(List.of(arguments.split(" ", -1))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-f ../other.xml",
                "-f /tmp/other.xml",
                "-f a\\\\other.xml",
                "-f ..",
                "-fother.xml",
                "-f=other.xml",
                "--file=x",
                "--fil x",
                "-Bf x",
                "-s settings.xml",
                "-gs x",
                "-ssettings.xml",
                "--settings=x",
                "--global-settings x",
                "-l log",
                "-fn",
                "--fail-never",
                "-v",
                "-rf :web",
                "-Dmaven.repo.local=/x",
                "-D maven.repo.local=/x",
                "-Dmaven.repo.local.tail=/x",
                "--define=maven.home=x",
                "-Dmaven.ext.class.path=x",
                "-Dshuttle.result=x",
                "-Dshuttle.home=/",
                "-Daether.enhancedLocalRepository=x",
                "-Duser.home=/root",
                "-P -s",
                "-P",
                "-D",
                "clean",
                "install",
                "deploy:deploy",
                "-",
                ""
            })
    void refusesWhatWouldChangeOurOwn(String arguments) {
        assertThrows(
                BuildFailedException.class, () -> MavenArguments.check(List.of(arguments.split(" ", -1))), arguments);
    }

    @Test
    void namesTheArgumentAndWhatIsTaken() {
        String message = assertThrows(
                        BuildFailedException.class, () -> MavenArguments.check(List.of("-Pprod", "-s", "x\u001b[1m")))
                .getMessage();
        assertEquals(
                "mavenArgs: \"-s\" is not allowed. Shuttle runs mvn package, or mvn verify, and allows options that select what is built:"
                        + " -P, -D, -f, -pl, -am, -T, -U, -X, -e, -o.",
                message);
    }

    @Test
    void readsJvmConfigAsMavensScriptDoes() {
        assertEquals(
                List.of("-Xmx1g", "-Da=b c", "--add-exports", "x/y=ALL-UNNAMED", "-Dempty="),
                JvmConfig.split("-Xmx1g\r\n  -Da=\"b c\"\t--add-exports x/y=ALL-UNNAMED\n\n-Dempty=''"));
        assertTrue(JvmConfig.split(" \n").isEmpty());
    }
}
