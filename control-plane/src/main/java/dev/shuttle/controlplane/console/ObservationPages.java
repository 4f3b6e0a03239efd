package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.auth.Access;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.fault.NotFoundException;
import dev.shuttle.controlplane.http.Guard;
import dev.shuttle.controlplane.log.LogFilter;
import dev.shuttle.controlplane.log.LogReader;
import dev.shuttle.controlplane.log.LogTail;
import dev.shuttle.controlplane.log.MergedLogReader;
import dev.shuttle.controlplane.metrics.MetricsRange;
import dev.shuttle.protocol.LogLine;
import dev.shuttle.protocol.Resource;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ResourceStatistics;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A project at work: its log, its metrics, its databases; and how the server itself is. */
final class ObservationPages {
    /** Without JavaScript; with it, the page asks for more. */
    private static final int LINES = 200;

    /** Each may take seconds to answer. */
    private static final int MOST_DATABASES = 10;

    /** That a page may search for: old logs are large, and few lines may be in them. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private static final int LONGEST_SEARCH = 200;
    private static final Set<String> DATABASES = Set.of("postgres", "redis");

    private final Console.Parts parts;
    private final Pages pages;

    ObservationPages(Console.Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
    }

    void log(Context ctx) throws IOException {
        ProjectHead head = ProjectPages.head(parts, ctx);
        String source = Objects.requireNonNullElse(ctx.queryParam("source"), "");
        String known = LogPage.SOURCES.contains(source) ? source : "";
        String asked = Objects.requireNonNullElse(ctx.queryParam("search"), "").strip();
        String search = asked.substring(0, Math.min(LONGEST_SEARCH, asked.length()));
        try {
            pages.show(ctx, "log.jte", new LogPage(head, known, search, lines(head.name(), known, search), false));
        } catch (InterruptedIOException late) {
            pages.show(ctx, "log.jte", new LogPage(head, known, search, List.of(), true));
        }
    }

    private List<LogLine> lines(String project, String source, String search) throws IOException {
        LogFilter filter = new LogFilter(source.isEmpty() ? null : source, null, search.isEmpty() ? null : search);
        List<LogLine> lines = new ArrayList<>();
        long end = System.nanoTime() + LONGEST.toNanos();
        LogTail.Pulse pulse = () -> {
            if (System.nanoTime() - end > 0) {
                throw new InterruptedIOException();
            }
        };
        var starts = new LogTail(filter, LINES, pulse)
                .starts(parts.logs().ofProject(project).values());
        try (MergedLogReader reader = new MergedLogReader(starts)) {
            Optional<LogReader.Entry> next = reader.next();
            while (next.isPresent() && lines.size() < LINES) {
                if (filter.accepts(next.get().line())) {
                    lines.add(next.get().line());
                }
                next = reader.next();
            }
        }
        return lines;
    }

    /** The same as the API sends, for who is signed in here. */
    void lines(Context ctx) throws Exception {
        parts.readers().ofProject(ctx);
    }

    void metrics(Context ctx) {
        ProjectHead head = ProjectPages.head(parts, ctx);
        MetricsRange range = range(ctx);
        pages.show(
                ctx, "metrics.jte", new MetricsPage(head, range, parts.history().of(head.name(), range)));
    }

    /** For the charts. */
    void points(Context ctx) {
        String project = parts.overview().project(ctx.pathParam("project")).name();
        ctx.json(parts.history().of(project, range(ctx)));
    }

    private static MetricsRange range(Context ctx) {
        return MetricsRange.of(ctx.queryParam("range"));
    }

    void databases(Context ctx) throws InterruptedException {
        ProjectHead head = ProjectPages.head(parts, ctx);
        boolean changes = Access.CHANGE.decide(Guard.keyOf(ctx).scope(), head.name(), true) == Access.Decision.ALLOWED;
        List<DatabasesPage.Entry> databases = new ArrayList<>();
        for (Resource each : parts.configuration().resources(head.name(), false).items()) {
            if (DATABASES.contains(each.type()) && databases.size() < MOST_DATABASES) {
                databases.add(database(head.name(), each, changes));
            }
        }
        pages.show(ctx, "databases.jte", new DatabasesPage(head, databases, changes));
    }

    private DatabasesPage.Entry database(String project, Resource resource, boolean changes)
            throws InterruptedException {
        String type = resource.type();
        String name = resource.name();
        try {
            ResourceStatistics told = parts.configuration().statistics(project, type, name);
            return new DatabasesPage.Entry(type, name, changes ? told : told.withoutStatements(), null);
        } catch (ProvisioningException | InvalidException | NotFoundException e) {
            return new DatabasesPage.Entry(type, name, null, e.getMessage());
        }
    }

    void platform(Context ctx) {
        pages.show(ctx, "platform.jte", new PlatformPage(parts.status().get()));
    }
}
