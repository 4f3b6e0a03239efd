package dev.shuttle.plugin.init;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.settings.Profile;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.io.DefaultSettingsReader;
import org.apache.maven.settings.io.SettingsReader;

/**
 * The user's settings.xml, to which is added what Maven needs to find {@code shuttle:} outside of a project: the plugin's
 * group and, for a server on another machine, its repository. What is in it stays as it is, byte by byte; a file that is
 * not understood is not changed.
 *
 * @param file it need not exist
 * @param server whose repository
 */
public record UserSettings(Path file, Server server) {
    private static final String GROUP = "dev.shuttle";

    private static final String NEW = "<settings>\n</settings>\n";

    /**
     * The missing lines.
     *
     * @return the change; empty if nothing is missing
     * @throws IOException when the file cannot be read, or is not understood; nothing is changed then
     */
    public Optional<Change> change() throws IOException {
        Optional<Change> change = Files.exists(file)
                ? new PomFile(file).change(this::with)
                : Optional.of(new Change(
                        file, StandardCharsets.UTF_8, "", with(new PomText(NEW)).text()));
        if (change.isPresent() && Files.exists(file)) {
            byte[] same = change.get().before().getBytes(change.get().charset());
            require(Arrays.equals(same, Files.readAllBytes(file)), "its encoding is another than it says");
        }
        return change;
    }

    /**
     * Makes the change, beside a copy of the file as it was.
     *
     * @param change as above
     * @return the copy; empty if there was no file
     * @throws IOException when the file is another one by now, or cannot be written
     */
    public Optional<Path> apply(Change change) throws IOException {
        if (!Files.exists(file)) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.createFile(file);
            change.apply();
            return Optional.empty();
        }
        Path copy = copy();
        Files.copy(file, copy);
        change.apply();
        return Optional.of(copy);
    }

    private Path copy() {
        Stream<Path> names =
                Stream.iterate(1, i -> i + 1).map(i -> file.resolveSibling(file.getFileName() + ".bak" + i));
        return Stream.concat(Stream.of(file.resolveSibling(file.getFileName() + ".bak")), names)
                .filter(each -> !Files.exists(each))
                .findFirst()
                .orElseThrow();
    }

    private PomText with(PomText text) {
        Settings before = parsed(text.text());
        PomText changed = text;
        if (!before.getPluginGroups().contains(GROUP)) {
            changed = changed.with("pluginGroups", List.of("<pluginGroup>" + GROUP + "</pluginGroup>"));
        }
        Optional<String> url = server.repository();
        if (url.isPresent() && !hasRepository(before, url.get())) {
            String id = freeId(before);
            changed = changed.with("profiles", profile(id, url.get()))
                    .with("activeProfiles", List.of("<activeProfile>" + id + "</activeProfile>"));
        }
        requireAdded(before, parsed(changed.text()));
        return changed;
    }

    private static boolean hasRepository(Settings settings, String url) {
        return settings.getProfiles().stream()
                .flatMap(profile -> profile.getPluginRepositories().stream())
                .anyMatch(each -> url.equals(each.getUrl()));
    }

    private static String freeId(Settings settings) {
        List<String> taken = settings.getProfiles().stream().map(Profile::getId).toList();
        return Stream.concat(Stream.of("shuttle"), Stream.iterate(2, i -> i + 1).map(i -> "shuttle-" + i))
                .filter(id -> !taken.contains(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> profile(String id, String url) {
        List<String> lines = new ArrayList<>(List.of("<profile>", "\t<id>" + id + "</id>", "\t<pluginRepositories>"));
        ServerInPom.entry("pluginRepository", id, ServerInPom.escape(url), "snapshots")
                .forEach(line -> lines.add("\t\t" + line));
        lines.addAll(List.of("\t</pluginRepositories>", "</profile>"));
        return lines;
    }

    private Settings parsed(String text) {
        try {
            // An entity could stand for anything, also for the end of an element.
            require(!text.contains("<!DOCTYPE"), "it has a document type");
            Settings settings =
                    new DefaultSettingsReader().read(new StringReader(text), Map.of(SettingsReader.IS_STRICT, true));
            require(Element.root(text).name().equals("settings"), "its root is not <settings>");
            return settings;
        } catch (IOException | IllegalArgumentException fault) {
            throw new NotUnderstoodException(file, String.valueOf(fault.getMessage()));
        }
    }

    private void requireAdded(Settings before, Settings after) {
        boolean same = before.getServers().size() == after.getServers().size()
                && before.getMirrors().size() == after.getMirrors().size()
                && before.getProxies().size() == after.getProxies().size()
                && after.getProfiles().size() - before.getProfiles().size()
                        == after.getActiveProfiles().size()
                                - before.getActiveProfiles().size()
                && after.getPluginGroups().contains(GROUP);
        require(same, "an addition would change more than it should");
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new NotUnderstoodException(file, otherwise);
        }
    }

    /** The file is not such that lines could be added to it. */
    public static final class NotUnderstoodException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotUnderstoodException(Path file, String why) {
            super(file + " is not understood (" + why + "), and is left unchanged");
        }
    }
}
