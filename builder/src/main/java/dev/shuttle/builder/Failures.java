package dev.shuttle.builder;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.maven.lifecycle.LifecycleExecutionException;
import org.apache.maven.model.building.ModelProblem;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.DependencyResolutionException;
import org.apache.maven.project.ProjectBuildingException;
import org.apache.maven.project.ProjectBuildingResult;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;
import org.eclipse.aether.transfer.TransferCancelledException;
import org.jspecify.annotations.Nullable;

/**
 * Why a build failed, from Maven's exceptions and not from their words, as {@link Properties}. Keys: {@code failures} (a
 * number) and for each {@code failure.N.types} (simple names of the exceptions, outermost first), {@code .message},
 * {@code .module}, {@code .goal} (groupId:artifactId:version:goal) and {@code .host} (one that is not known), where there are
 * such; {@code .artifacts} (a number) with {@code .artifact.M} and {@code .artifact.M.absent}; {@code .problems} (a number)
 * with {@code .problem.M}, {@code .file} and {@code .line}.
 */
final class Failures {

    private static final int MAX_FAILURES = 10;
    private static final int MAX_DEPTH = 30;
    private static final int MAX_OF_EACH = 50;
    private static final int MAX_TEXT = 4_000;

    private final Properties properties = new Properties();
    private int failures;

    static Properties of(List<Throwable> exceptions, Map<Throwable, MojoExecution> mojos) {
        Failures report = new Failures();
        for (Throwable exception : exceptions.subList(0, Math.min(exceptions.size(), MAX_FAILURES))) {
            report.new Failure().add(exception, mojos.get(exception));
        }
        report.properties.setProperty("failures", Integer.toString(report.failures));
        return report.properties;
    }

    /** It and its causes. */
    static List<Throwable> chain(@Nullable Throwable exception) {
        List<Throwable> chain = new ArrayList<>();
        for (@Nullable Throwable each = exception; each != null && chain.size() < MAX_DEPTH; each = each.getCause()) {
            chain.add(each);
        }
        return chain;
    }

    private final class Failure {
        private final String key = "failure." + failures++ + ".";
        private final Map<String, Boolean> artifacts = new LinkedHashMap<>();
        private int problems;

        void add(Throwable exception, @Nullable MojoExecution mojo) {
            List<Throwable> chain = chain(exception);
            set(
                    "types",
                    String.join(
                            " ",
                            chain.stream()
                                    .map(each -> each.getClass().getSimpleName())
                                    .toList()));
            set("message", message(chain));
            if (exception instanceof LifecycleExecutionException in && in.getProject() != null) {
                set("module", in.getProject().getArtifactId());
            }
            if (mojo != null) {
                set(
                        "goal",
                        String.join(":", mojo.getGroupId(), mojo.getArtifactId(), mojo.getVersion(), mojo.getGoal()));
            }
            chain.forEach(this::add);
            writeArtifacts();
            set("problems", Integer.toString(problems));
        }

        private void add(Throwable exception) {
            if (exception instanceof ProjectBuildingException building) {
                addProblems(building);
            } else if (exception instanceof DependencyResolutionException dependencies) {
                addArtifacts(dependencies);
            } else if (exception instanceof ArtifactResolutionException resolution) {
                addArtifacts(resolution);
            } else if (exception instanceof ArtifactTransferException transfer) {
                addArtifact(transfer.getArtifact(), List.of(transfer));
            } else if (exception instanceof UnknownHostException host && host.getMessage() != null) {
                set("host", host.getMessage());
            }
        }

        private void addProblems(ProjectBuildingException building) {
            if (building.getResults() == null) {
                return;
            }
            for (ProjectBuildingResult result : building.getResults()) {
                for (ModelProblem problem : result.getProblems()) {
                    if (problem.getSeverity() == ModelProblem.Severity.WARNING) {
                        continue;
                    }
                    addProblem(problem);
                    chain(problem.getException()).forEach(this::add);
                }
            }
        }

        private void addArtifacts(DependencyResolutionException dependencies) {
            for (Dependency each : dependencies.getResult().getUnresolvedDependencies()) {
                addArtifact(each.getArtifact(), dependencies.getResult().getResolutionErrors(each));
            }
            dependencies.getResult().getCollectionErrors().forEach(error -> chain(error)
                    .forEach(this::add));
        }

        private void addArtifacts(ArtifactResolutionException resolution) {
            for (ArtifactResult each : resolution.getResults()) {
                if (!each.isResolved()) {
                    addArtifact(each.getRequest().getArtifact(), each.getExceptions());
                }
            }
        }

        private void addArtifact(@Nullable Artifact artifact, List<Exception> errors) {
            if (artifact != null) {
                boolean absent = errors.stream()
                        .flatMap(error -> chain(error).stream())
                        .allMatch(error -> !(error instanceof ArtifactTransferException)
                                || error instanceof ArtifactNotFoundException);
                artifacts.putIfAbsent(artifact.toString(), absent);
            }
            errors.stream()
                    .flatMap(error -> chain(error).stream())
                    .filter(TransferCancelledException.class::isInstance)
                    .findFirst()
                    .ifPresent(refused -> {
                        String type = TransferCancelledException.class.getSimpleName();
                        set("types", properties.getProperty(key + "types") + " " + type);
                        set("message", refused.getMessage());
                    });
        }

        private void writeArtifacts() {
            int count = 0;
            for (Map.Entry<String, Boolean> artifact : artifacts.entrySet()) {
                if (count == MAX_OF_EACH) {
                    break;
                }
                set("artifact." + count, artifact.getKey());
                set("artifact." + count++ + ".absent", artifact.getValue().toString());
            }
            set("artifacts", Integer.toString(count));
        }

        private void addProblem(ModelProblem told) {
            if (problems == MAX_OF_EACH) {
                return;
            }
            String problem = "problem." + problems++;
            set(problem, told.getMessage());
            set(problem + ".file", told.getSource() == null ? "" : told.getSource());
            set(problem + ".line", Integer.toString(told.getLineNumber()));
        }

        private void set(String name, @Nullable String value) {
            String text = String.valueOf(value);
            properties.setProperty(key + name, text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
        }
    }

    /** The innermost that has one: those around it repeat it. */
    private static String message(List<Throwable> chain) {
        String message = "";
        for (Throwable each : chain) {
            if (each.getMessage() != null && !each.getMessage().isBlank()) {
                message = each.getMessage();
            }
        }
        return message;
    }
}
