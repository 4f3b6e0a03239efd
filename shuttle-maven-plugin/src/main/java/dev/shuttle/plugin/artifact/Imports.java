package dev.shuttle.plugin.artifact;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.DependencyManagement;
import org.apache.maven.model.Model;
import org.apache.maven.model.ModelBase;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.jspecify.annotations.Nullable;

/**
 * The BOMs that a module's poms import, which its effective model no longer tells.
 *
 * @param module whose properties count
 * @param given properties of the command line, which win
 */
record Imports(MavenProject module, Map<String, String> given) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]+)}");

    /** A value may hold a placeholder in turn. */
    private static final int MAX_DEPTH = 8;

    /** Those of one pom in the module's line of parents. */
    List<Artifact> of(MavenProject pom) {
        Model written = pom.getOriginalModel();
        return written == null
                ? List.of()
                : Stream.concat(Stream.<ModelBase>of(written), written.getProfiles().stream())
                        .map(ModelBase::getDependencyManagement)
                        .flatMap(Imports::imported)
                        .map(this::artifact)
                        .toList();
    }

    private static Stream<Dependency> imported(@Nullable DependencyManagement management) {
        return management == null
                ? Stream.empty()
                : management.getDependencies().stream()
                        .filter(each -> "import".equals(each.getScope()) && "pom".equals(each.getType()));
    }

    private Artifact artifact(Dependency bom) {
        return new DefaultArtifact(fill(bom.getGroupId()), fill(bom.getArtifactId()), "pom", fill(bom.getVersion()));
    }

    private String fill(@Nullable String text) {
        String filled = String.valueOf(text);
        for (int i = 0; i < MAX_DEPTH && filled.contains("${"); i++) {
            filled = PLACEHOLDER.matcher(filled).replaceAll(match -> Matcher.quoteReplacement(value(match)));
        }
        return filled;
    }

    private String value(MatchResult placeholder) {
        String name = placeholder.group(1);
        String known = given.getOrDefault(name, module.getProperties().getProperty(name));
        if (known != null) {
            return known;
        }
        MavenProject parent = module.getParent();
        return switch (name) {
            case "project.version", "pom.version", "version" -> module.getVersion();
            case "project.groupId", "pom.groupId", "groupId" -> module.getGroupId();
            case "project.parent.version" -> parent == null ? placeholder.group() : parent.getVersion();
            default -> placeholder.group();
        };
    }
}
