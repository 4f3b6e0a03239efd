package dev.shuttle.controlplane.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The poms below a workspace, as text: what their inheritance makes of them, Maven alone knows. */
record Poms(Path workspace, Map<Path, String> texts) {

    private static final int MAX_POMS = 2000;
    private static final int MAX_BYTES = 1024 * 1024;
    private static final Pattern OTHERS = Pattern.compile(
            "<!--.*?-->|<(parent|dependencies|build|dependencyManagement|profiles|reporting)>.*?</\\1>",
            Pattern.DOTALL);
    private static final Pattern VENDOR = Pattern.compile("<vendor>\\s*([\\w][\\w .-]{0,40}?)\\s*</vendor>");
    private static final int MAX_VENDORS = 20;
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>\\s*([\\w.-]+)\\s*</artifactId>");

    static Poms below(Path workspace) throws IOException {
        Map<Path, String> texts = new TreeMap<>();
        Files.walkFileTree(workspace, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean other = name.equals(".git") || name.equals(".shuttle") || name.equals("node_modules");
                return other ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.endsWith("pom.xml") && attributes.isRegularFile() && attributes.size() <= MAX_BYTES) {
                    texts.put(file, read(file));
                }
                return texts.size() < MAX_POMS ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }
        });
        return new Poms(workspace, texts);
    }

    /** The folder of the module with that artifactId. */
    Optional<Path> folderOf(String artifactId) {
        return texts.entrySet().stream()
                .filter(each -> artifactId(each.getValue()).equals(artifactId))
                .map(each -> each.getKey().getParent())
                .findFirst();
    }

    /** Whose Java they ask for, of {@code maven-toolchains-plugin} and of {@code jdkToolchain}. */
    Set<String> vendors() {
        return texts.values().stream()
                .flatMap(pom -> VENDOR.matcher(pom).results())
                .map(vendor -> vendor.group(1))
                .limit(MAX_VENDORS)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String artifactId(String pom) {
        Matcher found = ARTIFACT.matcher(OTHERS.matcher(pom).replaceAll(""));
        return found.find() ? found.group(1) : "";
    }

    /** As bytes: names that we look for are ASCII, and other letters do not matter. */
    static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }
}
