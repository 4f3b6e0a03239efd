package dev.shuttle.controlplane.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkSearchTest {
    @TempDir
    Path folder;

    @Test
    void findsEachRealJdkOnceTheNewestFirst() throws Exception {
        Path jdk17 = TestJdk.folder(folder, "17.0.15", "");
        Path jdk21 = TestJdk.folder(folder, "21.0.9", "");
        Path jdk21again = TestJdk.folder(folder, "21.0.10", "");
        Files.createSymbolicLink(folder.resolve("jdk-default"), jdk17);
        TestJdk.folder(folder, "11.0.2", "");
        Files.delete(TestJdk.folder(folder, "22.0.1", "").resolve("bin/javac"));
        Files.delete(TestJdk.folder(folder, "23.0.1", "").resolve("release"));
        Files.createDirectory(folder.resolve("jdk-empty"));
        Files.createSymbolicLink(folder.resolve("jdk-gone"), folder.resolve("absent"));
        Path elsewhere = TestJdk.folder(Files.createDirectory(folder.resolve("elsewhere")), "25.0.1", "");

        assertEquals(
                List.of(elsewhere, jdk21again, jdk21, jdk17),
                new JdkSearch(List.of(
                                new JdkSearch.Place(folder, "jdk*", ""),
                                new JdkSearch.Place(folder.resolve("absent"), "*", "")))
                        .find(elsewhere.toString()).stream().map(Jdk::home).toList());
    }

    @Test
    void looksBelowTheFoldersOfAMac() throws Exception {
        Path home = Files.createDirectories(folder.resolve("temurin.jdk/Contents"));
        Path jdk = TestJdk.folder(home, "21.0.1", "");
        Path moved = Files.move(jdk, home.resolve("Home")).toRealPath();

        assertEquals(
                List.of(new Jdk(21, "21.0.1", moved)),
                new JdkSearch(List.of(new JdkSearch.Place(folder, "*", "Contents/Home"))).find(null));
    }

    @Test
    void saysWhyAFolderIsNoJdk() throws Exception {
        assertEquals("there is no such folder", fault(folder.resolve("absent")));
        assertEquals("it has no executable bin/java", fault(folder));
        Path noCompiler = TestJdk.folder(folder, "21.0.1", "");
        Files.delete(noCompiler.resolve("bin/javac"));
        assertEquals("it has no executable bin/javac", fault(noCompiler));
        Path old = TestJdk.folder(folder, "1.8.0_392", "");
        assertEquals("it is Java 8, and services need Java 17 or newer", fault(old));
        Path unknown = TestJdk.folder(folder, "unknown", "");
        assertEquals("its file release has no JAVA_VERSION", fault(unknown));
    }

    private static String fault(Path home) {
        return assertThrows(InvalidJdkException.class, () -> Jdk.at(home)).getMessage();
    }
}
