package dev.shuttle.controlplane.deployment;

import dev.shuttle.Service;
import dev.shuttle.os.Trees;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Apps of one class, compiled once for all tests, and archives that hold them compiled. */
enum CompiledApp {
    PLAIN("HttpHandler main()"),
    WITH_FOLDER("HttpHandler main(@Folder java.nio.file.Path folder)"),
    WITH_SECRET("HttpHandler main(@Secret(\"TOKEN\") String token)"),
    WITHOUT_MAIN("void start()"),
    REPLACING("HttpHandler main()", "(replace = true)"),
    PROGRAM("void main(String[] args)"),
    PROGRAM_WITH_RESOURCES(
            "void main(String[] args)", " @Folder @Folder(\"up-1\") @Secret(value = \"TOKEN\", required = false)");

    /** The folder of an archive that holds the classes. */
    static final String CLASSES = "classes";

    private static final Map<CompiledApp, byte[]> BYTECODE = new HashMap<>();

    private final String signature;
    private final String attributes;

    CompiledApp(String signature) {
        this(signature, "");
    }

    CompiledApp(String signature, String attributes) {
        this.signature = signature;
        this.attributes = attributes;
    }

    /** The class path of the annotations. */
    static Path annotations() {
        try {
            return Path.of(Service.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A tar.gz; the marker makes it another version. */
    byte[] archive(String marker) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            add(tar, CLASSES + "/app/App.class", bytecode());
            add(tar, "marker.txt", marker.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private byte[] bytecode() throws IOException {
        synchronized (BYTECODE) {
            byte[] known = BYTECODE.get(this);
            if (known == null) {
                known = compile();
                BYTECODE.put(this, known);
            }
            return known;
        }
    }

    private byte[] compile() throws IOException {
        Path folder = Files.createTempDirectory("compiled-app");
        try {
            return compileIn(folder);
        } finally {
            Trees.delete(folder);
        }
    }

    private byte[] compileIn(Path folder) throws IOException {
        Path source = Files.writeString(
                folder.resolve("App.java"),
                """
                package app;
                import com.sun.net.httpserver.HttpHandler;
                import dev.shuttle.*;
                @ShuttleService%s
                public class App {
                    public static %s {
                        %s
                    }
                    static HttpHandler hello() {
                        return exchange -> {
                            byte[] body = "hello from bytecode".getBytes();
                            exchange.sendResponseHeaders(200, body.length);
                            exchange.getResponseBody().write(body);
                            exchange.close();
                        };
                    }
                }
                """
                        .formatted(attributes, signature, signature.startsWith("void") ? "" : "return hello();"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> arguments = Arrays.asList(
                "-d", folder.toString(), "-proc:none", "-cp", annotations().toString(), source.toString());
        if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IOException("the fixture does not compile");
        }
        return Files.readAllBytes(folder.resolve("app/App.class"));
    }
}
