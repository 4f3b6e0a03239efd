package dev.shuttle.plugin.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

    @TempDir
    private Path root;

    @Test
    void holdsEveryFileAsItIs() throws IOException {
        String deep = "d".repeat(90) + "/" + "e".repeat(90) + "/ü.txt";
        write("mvnw", "#!/bin/sh");
        Files.setPosixFilePermissions(root.resolve("mvnw"), PosixFilePermissions.fromString("rwxr-x---"));
        write(deep, "long");
        Files.createSymbolicLink(root.resolve("link"), Path.of("mvnw"));

        assertEquals(List.of("644 " + deep + " = long", "755 link -> mvnw", "755 mvnw = #!/bin/sh"), entries());
    }

    @Test
    void isTheSameForTheSameFilesWheneverTheyWereWritten() throws IOException {
        write("b/B.java", "class B {}");
        write("a/A.java", "class A {}");
        byte[] first = pack();

        Files.setLastModifiedTime(root.resolve("a/A.java"), FileTime.fromMillis(1_000_000_000_000L));
        Files.delete(root.resolve("b/B.java"));
        write("b/B.java", "class B {}");

        assertArrayEquals(first, pack());
    }

    @Test
    void holdsOthersInTheirPlaceEqually(@TempDir Path elsewhere) throws IOException {
        write("pom.xml", "<project/>");
        write("A.java", "class A {}");
        Path lib = Files.writeString(elsewhere.resolve("x.jar"), "jar");
        Map<String, Path> others = Map.of(".shuttle/b.jar", lib, ".shuttle/a.jar", lib);

        List<String> entries = entries(SourceTree.of(root).with(others));

        assertEquals(
                List.of(
                        "644 .shuttle/a.jar = jar",
                        "644 .shuttle/b.jar = jar",
                        "644 A.java = class A {}",
                        "644 pom.xml = <project/>"),
                entries);
        try (Archive first = Archive.of(SourceTree.of(root).with(others));
                Archive second = Archive.of(SourceTree.of(root).with(others))) {
            assertArrayEquals(Files.readAllBytes(first.file()), Files.readAllBytes(second.file()));
        }
    }

    @Test
    void differsWhenAByteDoes() throws IOException {
        write("A.java", "class A {}");
        byte[] first = pack();
        write("A.java", "class B {}");

        assertFalse(Arrays.equals(first, pack()));
    }

    @Test
    void namesTheLargestFiles() throws IOException {
        Files.write(root.resolve("video.mp4"), new byte[300_000]);
        for (int i = 0; i < 6; i++) {
            write("small" + i, "x".repeat(i));
        }

        String largest = SourceTree.of(root).largest();

        assertTrue(largest.startsWith("video.mp4 (300 kB), small5 (5 B),"), largest);
        assertFalse(largest.contains("small1"), largest);
    }

    @Test
    void saysWhichFileWentAwayMeanwhile() throws IOException {
        write("gone.txt", "x");
        SourceTree tree = SourceTree.of(root);
        Files.delete(root.resolve("gone.txt"));

        String message =
                assertThrows(PackingException.class, () -> Archive.of(tree)).toString();

        assertTrue(message.contains("Cannot pack gone.txt"), message);
    }

    @Test
    void packsAFileThatGrowsAsItWas() throws IOException {
        write("deploy.log", "x");
        SourceTree tree = SourceTree.of(root);
        write("deploy.log", "xyz");

        assertEquals(List.of("644 deploy.log = x"), entries(tree));
    }

    @Test
    void saysWhichFileShrankMeanwhile() throws IOException {
        write("log.txt", "xyz");
        SourceTree tree = SourceTree.of(root);
        write("log.txt", "x");

        String message =
                assertThrows(PackingException.class, () -> Archive.of(tree)).toString();

        assertTrue(message.contains("Cannot pack log.txt"), message);
    }

    @Test
    void leavesNoFileBehind() throws IOException {
        write("A.java", "");
        Path file;
        try (Archive archive = Archive.of(SourceTree.of(root))) {
            file = archive.file();
            assertTrue(Files.exists(file));
        }
        assertFalse(Files.exists(file));
    }

    private byte[] pack() throws IOException {
        try (Archive archive = Archive.of(SourceTree.of(root))) {
            return Files.readAllBytes(archive.file());
        }
    }

    private List<String> entries() throws IOException {
        return entries(SourceTree.of(root));
    }

    private static List<String> entries(SourceTree tree) throws IOException {
        List<String> entries = new ArrayList<>();
        try (Archive archive = Archive.of(tree);
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(archive.file())), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String content = entry.isSymbolicLink()
                        ? " -> " + entry.getLinkName()
                        : " = " + new String(tar.readAllBytes(), StandardCharsets.UTF_8);
                entries.add(Integer.toOctalString(entry.getMode() & 0777) + " " + entry.getName() + content);
            }
        }
        return entries;
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
