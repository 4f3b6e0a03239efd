package dev.shuttle.plugin.pack;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a build looks for its files: below {@code src/main}, in {@code .mvn}, and in what its poms name.
 *
 * @param declared folders and files that poms name as resources and filters, below the root, with slashes
 */
public record NeededPlaces(List<String> declared) {

    private static final Pattern USUAL = Pattern.compile("(.*/)?(src/main|\\.mvn)/.+");

    /** Tools leave it, and no build needs it. */
    private static final Pattern RUBBISH = Pattern.compile(
            "\\.DS_Store|Thumbs\\.db|desktop\\.ini|node_modules|\\.idea|\\.vscode|.*(~|\\.sw[a-p]|\\.iml|\\.log|\\.bak|\\.orig|\\.class)");

    /** Copies. */
    public NeededPlaces {
        declared = List.copyOf(declared);
    }

    /** The usual ones alone. */
    public static NeededPlaces usual() {
        return new NeededPlaces(List.of());
    }

    /** With those that poms name. */
    public static NeededPlaces with(Collection<String> declared) {
        return new NeededPlaces(declared.stream()
                .filter(each -> !each.isEmpty())
                .sorted()
                .distinct()
                .toList());
    }

    boolean hold(String name) {
        if (RUBBISH.matcher(name.substring(name.lastIndexOf('/') + 1)).matches()) {
            return false;
        }
        return USUAL.matcher(name).matches() || declared.stream().anyMatch(place -> isWithin(name, place));
    }

    private static boolean isWithin(String name, String place) {
        return name.equals(place) || name.startsWith(place + "/") || place.startsWith(name + "/");
    }
}
