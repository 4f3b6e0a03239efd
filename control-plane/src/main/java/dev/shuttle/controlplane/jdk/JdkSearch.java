package dev.shuttle.controlplane.jdk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the JDKs that are installed where packages and tools put them. */
public final class JdkSearch {

    /** More are no list of JDKs. */
    private static final int MAX_FOLDERS = 1_000;

    private final List<Place> places;

    /** A folder, and what the JDKs in it are called. */
    record Place(Path folder, String glob, String below) {}

    JdkSearch(List<Place> places) {
        this.places = List.copyOf(places);
    }

    /** In the usual places. */
    public static JdkSearch inUsualPlaces(Path userHome) {
        return new JdkSearch(List.of(
                new Place(Path.of("/usr/lib/jvm"), "*", ""),
                new Place(Path.of("/opt"), "{java,jdk}*", ""),
                new Place(Path.of("/opt/java"), "*", ""),
                new Place(userHome.resolve(".sdkman/candidates/java"), "*", ""),
                new Place(userHome.resolve(".jdks"), "*", ""),
                new Place(Path.of("/Library/Java/JavaVirtualMachines"), "*", "Contents/Home")));
    }

    /** Each once, the newest first; {@code also} is a home that a variable names. */
    public List<Jdk> find(@Nullable String also) {
        Map<Path, Jdk> found = new LinkedHashMap<>();
        for (Path folder : folders(also)) {
            try {
                Jdk jdk = Jdk.at(folder);
                found.putIfAbsent(jdk.home(), jdk);
            } catch (InvalidJdkException e) {
                // A JRE, a JDK that is too old, a link of an alternative that is not installed: none of our business.
            }
        }
        List<Jdk> sorted = new ArrayList<>(found.values());
        sorted.sort(Comparator.comparing(JdkSearch::number).reversed());
        return sorted;
    }

    private List<Path> folders(@Nullable String also) {
        List<Path> folders = new ArrayList<>();
        if (also != null && !also.isBlank()) {
            try {
                folders.add(Path.of(also.strip()));
            } catch (InvalidPathException e) {
                // The variable is not ours to complain of.
            }
        }
        for (Place place : places) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(place.folder(), place.glob())) {
                for (Path entry : entries) {
                    if (folders.size() < MAX_FOLDERS) {
                        folders.add(place.below().isEmpty() ? entry : entry.resolve(place.below()));
                    }
                }
            } catch (IOException e) {
                // There is no such place here, or we may not look into it.
            }
        }
        return folders;
    }

    private static Runtime.Version number(Jdk jdk) {
        try {
            return Runtime.Version.parse(jdk.version());
        } catch (IllegalArgumentException e) {
            return Runtime.Version.parse(Integer.toString(jdk.feature()));
        }
    }
}
