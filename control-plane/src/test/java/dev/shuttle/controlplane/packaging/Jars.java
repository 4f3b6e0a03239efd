package dev.shuttle.controlplane.packaging;

import dev.shuttle.controlplane.build.BuiltFiles;
import dev.shuttle.controlplane.build.BuiltModule;
import dev.shuttle.controlplane.sandbox.OsUser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/** Jars as builds leave them, in {@code target/} of a module whose own class is {@code app.App}. */
final class Jars {
    static final String OWN = "app/App.class";

    private final Path module;

    Jars(Path module) throws IOException {
        this.module = module.toRealPath();
        Files.createDirectories(target().resolve("classes/app"));
        Files.write(target().resolve("classes").resolve(OWN), new byte[] {1});
    }

    Path target() {
        return module.resolve("target");
    }

    /** A jar with those attributes in its manifest, and those entries, each of which holds its own name. */
    Path jar(String name, Map<String, String> attributes, String... entries) throws IOException {
        Path jar = target().resolve(name);
        Files.createDirectories(jar.getParent());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach(manifest.getMainAttributes()::putValue);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (String entry : entries) {
                out.putNextEntry(new ZipEntry(entry));
                out.write(entry.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return jar;
    }

    BuiltModule built(String packaging, @Nullable Path artifact, List<Path> packaged, List<Path> classPath) {
        return new BuiltModule(
                "web",
                packaging,
                module,
                target().resolve("classes"),
                artifact,
                packaged,
                classPath,
                new BuiltFiles(module, module, module, OsUser.OURSELVES));
    }
}
