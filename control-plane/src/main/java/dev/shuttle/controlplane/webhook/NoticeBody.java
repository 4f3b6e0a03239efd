package dev.shuttle.controlplane.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shuttle.controlplane.webhook.Notice.Subject;
import dev.shuttle.os.PrintableText;
import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.Deployment.Git;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.Json;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The JSON that a receiver gets: members for programs, and the same as a sentence where chat services look for it. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record NoticeBody(
        String id,
        String event,
        @Nullable String project,
        @Nullable String deployment,
        @Nullable DeploymentState state,
        @Nullable URI url,
        Instant at,
        @Nullable String commit,
        @Nullable String branch,
        @Nullable Failure error,
        String text,
        String content) {

    /** Chat services take 2000 characters and more. */
    private static final int LONGEST_REASON = 1000;

    private static final int LINES_OF_REASON = 4;

    private static final int LONGEST_ERROR = 4000;

    private static final int SHORT_COMMIT = 7;

    static NoticeBody of(String id, Notice notice) {
        Subject subject = notice.subject();
        Git git = subject == null ? null : subject.git();
        String sentence = sentence(notice);
        return new NoticeBody(
                id,
                notice.kind().json(),
                subject == null ? null : subject.project(),
                subject == null ? null : subject.deployment(),
                subject == null ? null : subject.state(),
                notice.url(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                git == null ? null : git.commit(),
                git == null ? null : git.branch(),
                cut(notice.error()),
                forSlack(sentence),
                sentence);
    }

    private static @Nullable Failure cut(@Nullable Failure error) {
        return error == null || error.message().length() <= LONGEST_ERROR
                ? error
                : new Failure(error.step(), error.message().substring(0, LONGEST_ERROR));
    }

    private static String sentence(Notice notice) {
        Subject subject = notice.subject();
        if (subject == null) {
            return "A backup failed: " + reason(notice);
        }
        String start = subject.project() + ": deployment " + subject.deployment();
        return switch (notice.kind()) {
            case DEPLOYED -> start + " serves at " + notice.url() + commit(subject.git()) + ".";
            case FAILED -> start + " failed in step "
                    + Objects.requireNonNull(notice.error()).step() + commit(subject.git()) + ": " + reason(notice);
            case CRASHED -> start
                    + (subject.state() == DeploymentState.CRASHED ? " crashed: " : " ended and is started again: ")
                    + reason(notice);
            case RECOVERED -> start + " serves again at " + notice.url() + ".";
            case BACKUP_FAILED -> start;
        };
    }

    private static String commit(@Nullable Git git) {
        String commit = git == null ? null : git.commit();
        return commit == null ? "" : " (commit " + commit.substring(0, Math.min(SHORT_COMMIT, commit.length())) + ")";
    }

    /** The beginning of the error. A project's users write it: it calls no one's attention in a chat. */
    private static String reason(Notice notice) {
        Failure error = notice.error();
        if (error == null) {
            return "no reason is known";
        }
        return error.message()
                .lines()
                .limit(LINES_OF_REASON)
                .map(line -> PrintableText.of(line, LONGEST_REASON / LINES_OF_REASON))
                .collect(Collectors.joining("\n"))
                .replace("@", "@\u200b");
    }

    /** There, {@code <!channel>} would call everybody. */
    private static String forSlack(String sentence) {
        return sentence.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    String json() {
        try {
            return Json.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a notice cannot be written as JSON", e);
        }
    }
}
