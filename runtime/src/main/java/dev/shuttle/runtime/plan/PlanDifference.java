package dev.shuttle.runtime.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The changes of a deploy to a project's resources: the requests of the code beside what exists.
 *
 * @param changes in the order of the parameters of {@code main}; what is no longer used at the end
 */
public record PlanDifference(List<Change> changes) {

    /** The change of one resource. */
    public enum Action {
        /** It is made. */
        CREATE('+'),
        /** It exists and is used. */
        KEEP('='),
        /** It exists and is no longer used; its data stays. */
        UNUSED('-'),
        /** A secret that the code needs is not set: a deploy would fail. */
        MISSING('!'),
        /** A secret that the code can do without is not set. */
        OPTIONAL('?');

        private final char symbol;

        Action(char symbol) {
            this.symbol = symbol;
        }

        /**
         * As it is printed.
         *
         * @return one character
         */
        public char symbol() {
            return symbol;
        }
    }

    /**
     * One resource.
     *
     * @param action what happens to it
     * @param type as in {@link ResourceRequest}
     * @param name as in {@link ResourceRequest}
     */
    public record Change(Action action, String type, String name) {

        /** As it is printed: {@code + postgres default}. */
        @Override
        public String toString() {
            String line = action.symbol() + " " + type + " " + name;
            return switch (action) {
                case CREATE, KEEP -> line;
                case UNUSED -> line + " (kept, no longer used)";
                case MISSING -> line + " (not set: mvn shuttle:secrets -Dshuttle.set=" + name + ")";
                case OPTIONAL -> line + " (not set, and not required)";
            };
        }
    }

    public PlanDifference {
        changes = List.copyOf(changes);
    }

    /**
     * Compares.
     *
     * @param wanted what the code asks for
     * @param existing what the project has; only types and names are looked at, and secrets are left out
     * @param secrets the names of the secrets that are set
     * @return the difference
     */
    public static PlanDifference between(
            List<ResourceRequest> wanted, Collection<ResourceRequest> existing, Set<String> secrets) {
        List<Change> changes = new ArrayList<>();
        for (ResourceRequest request : wanted) {
            changes.add(new Change(action(request, existing, secrets), request.type(), request.name()));
        }
        existing.stream()
                .filter(found -> !found.isSecret() && !contains(wanted, found))
                .forEach(found -> changes.add(new Change(Action.UNUSED, found.type(), found.name())));
        return new PlanDifference(changes);
    }

    /**
     * Whether a deploy would make something, or would leave something unused, or lacks a secret.
     *
     * @return false if all is as it was
     */
    public boolean isChange() {
        return changes.stream()
                .anyMatch(change -> change.action() != Action.KEEP && change.action() != Action.OPTIONAL);
    }

    /**
     * The secrets without which a deploy would fail.
     *
     * @return their names
     */
    public List<String> missingSecrets() {
        return changes.stream()
                .filter(change -> change.action() == Action.MISSING)
                .map(Change::name)
                .toList();
    }

    private static Action action(ResourceRequest request, Collection<ResourceRequest> existing, Set<String> secrets) {
        if (!request.isSecret()) {
            return contains(existing, request) ? Action.KEEP : Action.CREATE;
        }
        if (secrets.contains(request.name())) {
            return Action.KEEP;
        }
        return request.required() ? Action.MISSING : Action.OPTIONAL;
    }

    private static boolean contains(Collection<ResourceRequest> some, ResourceRequest one) {
        return some.stream()
                .anyMatch(each -> each.type().equals(one.type()) && each.name().equals(one.name()));
    }
}
