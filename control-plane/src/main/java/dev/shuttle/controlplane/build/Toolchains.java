package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.jdk.Jdk;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The {@code toolchains.xml} of a build: its JDK stands for every Java up to its own, since a project's wish is a lower bound
 * here, and there is one JDK for build and host.
 */
final class Toolchains {
    private static final int OLDEST = 8;

    private Toolchains() {}

    /**
     * Writes it.
     *
     * @param vendors whose Java the project's poms ask for: the server's stands for theirs too
     */
    static String of(Jdk jdk, Set<String> vendors) {
        List<String> versions = new ArrayList<>(List.of(jdk.version(), "1.8"));
        IntStream.rangeClosed(OLDEST, jdk.feature())
                .map(each -> jdk.feature() + OLDEST - each)
                .forEach(each -> versions.add(Integer.toString(each)));
        List<String> provided = Stream.concat(
                        Stream.of(""), vendors.stream().map(vendor -> "<vendor>" + vendor + "</vendor>"))
                .flatMap(vendor -> versions.stream().map(version -> "<version>" + version + "</version>" + vendor))
                .toList();
        return provided.stream()
                .map(provides -> "  <toolchain>\n    <type>jdk</type>\n    <provides>" + provides
                        + "</provides>\n    <configuration><jdkHome>"
                        + escaped(jdk.home().toString())
                        + "</jdkHome></configuration>\n  </toolchain>\n")
                .collect(Collectors.joining("", "<toolchains>\n", "</toolchains>\n"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
