package dev.shuttle.plugin.init;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KotlinMainsTest {

    @TempDir
    private Path folder;

    static Stream<Arguments> sources() {
        return Stream.of(
                Arguments.of("package a.b|fun main(args: Array<String>) {}", "a.b.MyAppKt -1"),
                Arguments.of("fun main() = run()", "MyAppKt -1"),
                Arguments.of("suspend fun main(vararg args: String) {}", "MyAppKt -1"),
                Arguments.of("@file:JvmName(\"Start\")|package a|fun main() {}", "a.Start -1"),
                Arguments.of(
                        "package a|class App {|  companion object {|    @JvmStatic fun main(args: Array<String>) {}|  }|}",
                        "a.App 10"),
                Arguments.of("package a|class App {|  fun main(args: Array<String>) {}|}", ""),
                Arguments.of("// fun main() {}|/* fun main() {} */|val a = \"fun main() {\"|val b = '{'", ""),
                Arguments.of("val a = \"{\" // }|val b = '{'|fun main() {}", "MyAppKt -1"),
                Arguments.of("fun mainly() {}|fun main(number: Int) {}", ""));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void areThoseThatTheCompilerMakesClassesOf(String source, String expected) throws Exception {
        Files.writeString(folder.resolve("myApp.kt"), source.replace('|', '\n'));

        List<MainClass> found = KotlinMains.in(List.of(folder, folder.resolve("none")));

        assertEquals(
                expected,
                found.stream()
                        .findFirst()
                        .map(each -> each.name() + " " + each.at().orElse(-1))
                        .orElse(""));
    }
}
