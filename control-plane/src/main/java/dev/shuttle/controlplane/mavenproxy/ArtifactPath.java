package dev.shuttle.controlplane.mavenproxy;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a file lies in a repository: {@code group/artifact/version/file}, the same in a remote and in a local one. Holds
 * nothing that could lead out of the folder that it is resolved in.
 *
 * @param value segments, parted by slashes, without one at either end
 */
record ArtifactPath(String value) {

    /** Longer ones are none that a repository has, and file systems end at 255 bytes a segment. */
    private static final int MAX_LENGTH = 1024;

    private static final int MAX_SEGMENTS = 40;

    /** The characters of coordinates; no dot comes first, so that there is no {@code ..}, and nothing is hidden. */
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_+~$@!(),=-][A-Za-z0-9_.+~$@!(),=-]{0,200}");

    private static final Pattern OF_NO_ARTIFACT =
            Pattern.compile(".*\\.(sha1|md5|sha256|sha512|asc|lastUpdated|part|tmp|lock)|maven-metadata.*");

    static Optional<ArtifactPath> of(String path) {
        if (path.length() > MAX_LENGTH || path.endsWith("/")) {
            return Optional.empty();
        }
        String[] segments = path.split("/", -1);
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches()) {
                return Optional.empty();
            }
        }
        return segments.length > MAX_SEGMENTS ? Optional.empty() : Optional.of(new ArtifactPath(path));
    }

    /** Whether what lies there never changes: a released artifact, no snapshot, no metadata, no checksum. */
    boolean isRelease() {
        String[] segments = value.split("/", -1);
        int last = segments.length - 1;
        return last >= 3
                && segments[last].startsWith(segments[last - 2] + "-" + segments[last - 1])
                && !segments[last - 1].endsWith("-SNAPSHOT")
                && !OF_NO_ARTIFACT.matcher(segments[last]).matches();
    }

    String fileName() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return value;
    }
}
