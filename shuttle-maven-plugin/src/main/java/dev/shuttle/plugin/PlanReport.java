package dev.shuttle.plugin;

import dev.shuttle.protocol.ProjectName;
import dev.shuttle.runtime.plan.EntryPoint;
import dev.shuttle.runtime.plan.PlanDifference;
import dev.shuttle.runtime.plan.ServicePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lines and the document of {@code shuttle:plan}.
 *
 * @param project its project
 * @param plan what the code says
 * @param state what the control plane has; null if it could not be asked
 */
record PlanReport(ProjectName project, ServicePlan plan, @Nullable ServerState state) {

    List<String> lines() {
        List<String> lines = new ArrayList<>(new Table()
                .row("project", project.value())
                .row("entry point", entryPoint(plan))
                .row("route", route())
                .row("isolation", isolation() == null ? "the control plane's choice" : isolation())
                .lines());
        PlanDifference difference = difference();
        if (difference == null) {
            plan.resources().forEach(each -> lines.add("? " + each));
        } else {
            difference.changes().forEach(each -> lines.add(each.toString()));
        }
        return lines;
    }

    Map<String, @Nullable Object> document() {
        PlanDifference difference = difference();
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("project", project.value());
        document.put("entryPoint", entryPoint(plan));
        document.put("url", state == null ? null : state.url());
        document.put("isolation", isolation());
        document.put("changes", difference == null ? unknown() : changes(difference));
        document.put("missingSecrets", difference == null ? List.of() : difference.missingSecrets());
        document.put("changed", isChange());
        document.put("notes", plan.notes());
        return document;
    }

    /** Whether a deploy would change a resource; null if that is not known. */
    @Nullable
    Boolean isChange() {
        PlanDifference difference = difference();
        return difference == null ? null : difference.isChange();
    }

    static String entryPoint(ServicePlan plan) {
        EntryPoint main = plan.entryPoint();
        List<String> types =
                main.parameters().stream().map(EntryPoint.Parameter::type).toList();
        return main.className() + ".main("
                + String.join(", ", types.stream().map(PlanReport::simple).toList()) + ")";
    }

    private @Nullable PlanDifference difference() {
        return state == null
                ? null
                : PlanDifference.between(plan.resourcesWith(state.attached()), state.resources(), state.secrets());
    }

    private String route() {
        return state == null || state.url() == null ? "not known" : state.url().toString();
    }

    /** Null where it is not known. The control plane decides: it has no use for the code's wish yet. */
    private @Nullable String isolation() {
        return state == null ? null : state.isolation();
    }

    private List<Map<String, String>> unknown() {
        return plan.resources().stream()
                .map(each -> change("unknown", each.type(), each.name()))
                .toList();
    }

    private static List<Map<String, String>> changes(PlanDifference difference) {
        return difference.changes().stream()
                .map(each -> change(each.action().name().toLowerCase(Locale.ROOT), each.type(), each.name()))
                .toList();
    }

    private static Map<String, String> change(String action, String type, String name) {
        Map<String, String> change = new LinkedHashMap<>();
        change.put("action", action);
        change.put("type", type);
        change.put("name", name);
        return change;
    }

    private static String simple(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
