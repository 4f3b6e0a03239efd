package dev.shuttle.plugin.artifact;

import java.nio.file.Path;
import org.eclipse.aether.artifact.Artifact;

/**
 * A file that goes along.
 *
 * @param id {@code group:artifact:version}, for people
 * @param place where it is in any local repository, with slashes
 * @param file where it is here
 */
public record LocalFile(String id, String place, Path file) implements Comparable<LocalFile> {

    static LocalFile of(Artifact artifact, Path file) {
        String version = artifact.getVersion();
        String classifier = artifact.getClassifier().isEmpty() ? "" : "-" + artifact.getClassifier();
        String folder = artifact.getGroupId().replace('.', '/') + "/" + artifact.getArtifactId() + "/" + version;
        String name = artifact.getArtifactId() + "-" + version + classifier + "." + artifact.getExtension();
        return new LocalFile(
                artifact.getGroupId() + ":" + artifact.getArtifactId() + ":" + version, folder + "/" + name, file);
    }

    @Override
    public int compareTo(LocalFile other) {
        return place.compareTo(other.place);
    }
}
