package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.auth.AuditLog;
import dev.shuttle.controlplane.fault.NotFoundException;
import dev.shuttle.controlplane.log.DeploymentLog;
import dev.shuttle.controlplane.log.LogFilter;
import dev.shuttle.controlplane.log.LogTail;
import dev.shuttle.controlplane.log.MergedLogReader;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.LogLine;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.SecretName;
import dev.shuttle.runtime.plan.PlanDifference;
import dev.shuttle.runtime.plan.PlanDifference.Action;
import dev.shuttle.runtime.plan.PlanDifference.Change;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.plan.ServicePlan;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Deployments as the pages show them: with who began them, and how their plans differ. */
final class DeploymentViews {
    private static final int LINES = 20;
    private static final int OUTPUT_LINES = 60;

    private final Console.Parts parts;

    DeploymentViews(Console.Parts parts) {
        this.parts = parts;
    }

    ProjectPage project(ProjectHead head, @Nullable String before) {
        String name = head.name();
        Project project = parts.overview().project(name);
        Page<Deployment> page = parts.overview().list(name, before, LINES);
        List<DeploymentLine> lines = lines(project, page.items());
        boolean failed =
                before == null && !lines.isEmpty() && lines.get(0).deployment().state() == DeploymentState.FAILED;
        return new ProjectPage(
                head,
                map(project).orElse(null),
                failed ? lines.get(0) : null,
                project.error(),
                lines,
                page.next() == null ? null : head.page("") + "?before=" + page.next());
    }

    DeploymentPage deployment(ProjectHead head, String id) throws IOException {
        Project project = parts.overview().project(head.name());
        Deployment deployment = parts.overview().get(head.name(), id);
        List<Deployment> withEarlier = new ArrayList<>(List.of(deployment));
        withEarlier.addAll(parts.overview().list(head.name(), id, LINES).items());
        DeploymentLine line = lines(project, withEarlier).get(0);
        String source = deployment.startedAt() == null
                        && (deployment.error() == null
                                || !deployment.error().step().equals("start"))
                ? "build"
                : "service";
        return new DeploymentPage(head, line, output(head.name(), id, source), source);
    }

    /** One deployment without those before it; null if it is no longer told. */
    @Nullable
    DeploymentLine line(String name, String id) {
        try {
            Deployment deployment = parts.overview().get(name, id);
            return lines(parts.overview().project(name), List.of(deployment)).get(0);
        } catch (NotFoundException e) {
            return null;
        }
    }

    private List<String> output(String project, String id, String source) throws IOException {
        @Nullable DeploymentLog log = parts.logs().ofProject(project).get(id);
        if (log == null) {
            return List.of();
        }
        LogTail tail = new LogTail(new LogFilter(source, null, null), OUTPUT_LINES, () -> {});
        List<String> lines = new ArrayList<>();
        try (MergedLogReader reader = new MergedLogReader(tail.starts(List.of(log)))) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                LogLine line = next.get().line();
                if (line.source().equals(source)) {
                    lines.add(LogText.of(line.line()));
                }
            }
        }
        return lines;
    }

    private List<DeploymentLine> lines(Project project, List<Deployment> deployments) {
        String name = project.name();
        List<String> ids = deployments.stream().map(Deployment::id).toList();
        Map<String, AuditLog.Beginning> beginnings = parts.audit().beginnings(name, ids);
        Map<String, ServicePlan> plans = parts.plans().of(name, ids);
        Instant now = Instant.now();
        List<DeploymentLine> lines = new ArrayList<>();
        for (int i = 0; i < deployments.size(); i++) {
            Deployment each = deployments.get(i);
            boolean current = each.id().equals(project.current());
            lines.add(new DeploymentLine(
                    each,
                    current,
                    beginnings.get(each.id()),
                    Waterfall.of(each, now),
                    changes(plans.get(each.id()), before(deployments.subList(i + 1, deployments.size()), plans)),
                    !current && each.startedAt() != null && plans.containsKey(each.id())));
        }
        return lines;
    }

    private static @Nullable ServicePlan before(List<Deployment> earlier, Map<String, ServicePlan> plans) {
        return earlier.stream()
                .filter(each -> each.startedAt() != null && plans.containsKey(each.id()))
                .map(each -> plans.get(each.id()))
                .findFirst()
                .orElse(null);
    }

    /** Resources that the plan has and the one before had not, and the reverse. */
    private static List<Change> changes(@Nullable ServicePlan plan, @Nullable ServicePlan before) {
        if (plan == null || before == null) {
            return List.of();
        }
        Set<String> had = names(before);
        Set<String> has = names(plan);
        List<Change> changes = new ArrayList<>();
        plan.resources().stream()
                .filter(each -> !had.contains(each.toString()))
                .forEach(each -> changes.add(new Change(Action.CREATE, each.type(), each.name())));
        before.resources().stream()
                .filter(each -> !has.contains(each.toString()))
                .forEach(each -> changes.add(new Change(Action.UNUSED, each.type(), each.name())));
        return changes;
    }

    private static Set<String> names(ServicePlan plan) {
        return plan.resources().stream().map(ResourceRequest::toString).collect(Collectors.toSet());
    }

    private Optional<InfrastructureMap> map(Project project) {
        String name = project.name();
        return Optional.ofNullable(project.current())
                .flatMap(id -> parts.plans().of(name, id))
                .map(plan -> InfrastructureMap.of(
                        plan,
                        parts.configuration().resources(name, false).items(),
                        parts.configuration().secrets(name).items(),
                        parts.domains().of(name).items(),
                        parts.configuration().environment(name).items().size()));
    }

    /** Names of secrets that the code of what serves asks for, and that are not set. */
    List<String> missingSecrets(String project) {
        @Nullable String current = parts.overview().project(project).current();
        Set<String> set = parts.configuration().secrets(project).items().stream()
                .map(SecretName::name)
                .collect(Collectors.toSet());
        return Optional.ofNullable(current)
                .flatMap(id -> parts.plans().of(project, id))
                .map(plan ->
                        PlanDifference.between(plan.resources(), List.of(), set).missingSecrets())
                .orElse(List.of());
    }
}
