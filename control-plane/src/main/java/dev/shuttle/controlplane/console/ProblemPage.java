package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.Problem;
import io.javalin.http.Context;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that was refused.
 *
 * @param problem why, and what to do
 * @param back the address of a page that is there
 */
public record ProblemPage(Problem problem, String back) implements View {
    private static final Pattern PROJECT = Pattern.compile("(/console/projects/[^/]+)/.*");
    private static final int NOT_FOUND = 404;

    static ProblemPage of(Problem problem, Context ctx) {
        @Nullable String open = OpenPage.isForm(ctx) ? OpenPage.of(ctx) : null;
        if (open != null) {
            return new ProblemPage(problem, open);
        }
        Matcher project = PROJECT.matcher(ctx.path());
        boolean inProject = problem.status() != NOT_FOUND && project.matches();
        return new ProblemPage(problem, inProject ? project.group(1) : ConsoleRoutes.ROOT);
    }

    /** The detail, in which every second part is a command. */
    public List<String> parts() {
        return List.of(problem.detail().split("`", -1));
    }

    @Override
    public String title() {
        return problem.title();
    }
}
