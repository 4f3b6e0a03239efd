package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MavenConfigTest {

    @TempDir
    Path workspace;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "-Done=1 -Dtwo=2; -Done=1|-Dtwo=2",
                "--settings ./.mvn/settings.xml; --settings|./.mvn/settings.xml",
                "--batch-mode --errors --strict-checksums; --batch-mode|--errors|--strict-checksums",
                "-T 1C -Drevision=7 -Pprod,web; -T|1C|-Drevision=7|-Pprod,web",
                "-Dname=of two words -P prod; -Dname=of two words|-P|prod",
                "-DskipIt -e; -DskipIt|-e",
                "-Dmaven.compiler.parameters=true -Dtwo=2; -Dmaven.compiler.parameters=true|-Dtwo=2"
            })
    void aLineOfSeveralOptionsIsParted(String line, String parts) throws Exception {
        write(line + "\r\n-U\n");

        assertEquals(List.of(line), MavenConfig.joined(workspace));
        MavenConfig.part(workspace);
        assertEquals(List.of((parts + "|-U").split("\\|")), Files.readAllLines(workspace.resolve(MavenConfig.FILE)));
        assertTrue(MavenConfig.joined(workspace).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Dname=of two words",
                "-Dname=a - b",
                "-Dname=a --b=c",
                "-Dexec.args=run -s x -Dserver=1",
                "-DargLine=-Xmx1g -Dserver=1 -ea",
                "-Dname=\"a -Pb\"",
                "-P\nprod and more\n",
                "# -a comment",
                "-e\r\n-U\r\n"
            })
    void othersStayAsTheyAre(String text) throws Exception {
        write(text);

        MavenConfig.part(workspace);

        assertEquals(text, Files.readString(workspace.resolve(MavenConfig.FILE)));
    }

    @Test
    void aCommentHasNoOptions() throws Exception {
        write("# -s settings.xml -pl web\n-e\n");

        assertEquals(List.of("-e"), MavenConfig.words(workspace));
    }

    @Test
    void theNoteNamesTheLine() throws Exception {
        write("-Done=1 -Dtwo=2\n");

        assertEquals(
                List.of(
                        "Line `-Done=1 -Dtwo=2` of .mvn/maven.config is read as several options, as Maven 3.8 does; from"
                                + " 3.9 on, each has a line of its own."),
                BuildNotes.of(workspace, List.of(), List.of()));
    }

    private void write(String text) throws Exception {
        Files.createDirectories(workspace.resolve(".mvn"));
        Files.writeString(workspace.resolve(MavenConfig.FILE), text);
    }
}
