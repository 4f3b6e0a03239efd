package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.AuditEntry;
import dev.shuttle.protocol.Page;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who did what.
 *
 * @param project whose log it is; null for all of the server's
 * @param entries newest first
 * @param next the address of the next page; null if this is the last
 */
public record AuditPage(@Nullable ProjectHead project, List<AuditEntry> entries, @Nullable String next)
        implements View {
    private static final int REFUSED = 400;

    static AuditPage of(@Nullable ProjectHead project, Page<AuditEntry> page) {
        String path = project == null ? ConsoleRoutes.ROOT + "/audit" : project.page("audit");
        return new AuditPage(project, page.items(), page.next() == null ? null : path + "?before=" + page.next());
    }

    static @Nullable Long before(Context ctx) {
        @Nullable String before = ctx.queryParam("before");
        return before != null && before.matches("[0-9]{1,18}") ? Long.valueOf(before) : null;
    }

    @Override
    public String title() {
        return project == null ? "Audit log" : "Audit log of " + project.name();
    }

    /** The action in words: {@code setVariable} is "set variable". */
    public static String words(AuditEntry entry) {
        return entry.action().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    /** How it ended, in a word. */
    public static String result(AuditEntry entry) {
        @Nullable Integer status = entry.status();
        if (status == null) {
            return "unknown";
        }
        return status < REFUSED ? "done" : "refused";
    }
}
