package dev.shuttle.builder;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import org.apache.maven.project.MavenProject;

/**
 * The result of a build, as {@link Properties}: the JDK reads them on the other side, and Maven's realms get no library of
 * ours. Keys: {@code error}, or {@code modules} (their number) and for each {@code module.N.artifactId},
 * {@code .packaging}, {@code .basedir}, {@code .target}, {@code .classes}, {@code .artifact} (absent if there is none) and
 * {@code .classPath} (a number) with {@code .classPath.M}. UTF-8.
 */
final class Report {

    private final Properties properties = new Properties();
    private int modules;

    static Report ofError(String message) {
        Report report = new Report();
        report.properties.setProperty("error", message);
        return report;
    }

    /** Of a build that failed, whatever Maven exits with: with the keys of {@link Failures}. */
    static Report ofFailures(Properties failures) {
        Report report = ofError("Maven ended well although the build failed. Remove --fail-never from mavenArgs and"
                + " .mvn/maven.config: its log has the errors.");
        report.properties.putAll(failures);
        return report;
    }

    void add(MavenProject project, Path classes, List<Path> classPath) {
        String module = "module." + modules++ + ".";
        properties.setProperty(module + "artifactId", project.getArtifactId());
        properties.setProperty(module + "packaging", project.getPackaging());
        properties.setProperty(module + "basedir", project.getBasedir().getAbsolutePath());
        properties.setProperty(module + "target", project.getBuild().getDirectory());
        properties.setProperty(module + "classes", classes.toAbsolutePath().toString());
        File artifact = project.getArtifact().getFile();
        if (artifact != null) {
            properties.setProperty(module + "artifact", artifact.getAbsolutePath());
        }
        properties.setProperty(module + "classPath", Integer.toString(classPath.size()));
        for (int i = 0; i < classPath.size(); i++) {
            properties.setProperty(module + "classPath." + i, classPath.get(i).toString());
        }
    }

    /** Written aside and renamed: a reader sees all of it or nothing. */
    void writeTo(Path file) throws IOException {
        properties.putIfAbsent("modules", Integer.toString(modules));
        Path aside = file.resolveSibling(file.getFileName() + ".part");
        try (Writer writer = Files.newBufferedWriter(aside)) {
            properties.store(writer, null);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
