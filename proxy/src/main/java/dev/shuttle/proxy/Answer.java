package dev.shuttle.proxy;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The progress of an upstream's answer, and how much of it the client got. For one event loop. */
final class Answer {
    /** Interim answers before the final one: more than any protocol has use for, few enough to end a flood. */
    private static final int MAX_INTERIM = 100;

    /** The kinds of body parts. */
    enum Progress {
        MORE,
        SWITCHED,
        ENDED
    }

    private final ClientStream client;
    private final RequestHead request;
    private final OwnAnswers own;
    private @Nullable ResponseHead switching;
    private boolean interim;
    private int interims;
    private boolean begun;
    private boolean keepsClient;
    private boolean keepsUpstream;
    private boolean announcesContent;
    private @Nullable Unclean fault;

    Answer(ClientStream client, RequestHead request, OwnAnswers own) {
        this.client = client;
        this.request = request;
        this.own = own;
    }

    /**
     * Takes a head; false if it cannot be an answer to this request. {@code mayKeep} is about the client's connection,
     * {@code sent} whether the upstream had the whole request by then.
     */
    boolean head(ResponseHead head, boolean mayKeep, boolean sent) {
        if (!head.isSound()) {
            return false;
        }
        if (head.hasForbiddenContent()) {
            fault = Unclean.FORBIDDEN_CONTENT;
        } else if (!sent && !head.isInterim()) {
            fault = Unclean.EARLY;
        }
        if (head.isInterim()) {
            return interim(head);
        }
        begun = true;
        keepsClient = mayKeep && request.keepAlive() && head.isDelimitedForClient();
        keepsUpstream = head.keepsUpstream() && fault == null;
        announcesContent = head.announcesContent();
        HttpResponse rewritten = head.forClient(keepsClient);
        own.addHsts(request, rewritten.headers());
        client.write(rewritten);
        return true;
    }

    private boolean interim(ResponseHead head) {
        interim = true;
        if (++interims > MAX_INTERIM || fault != null) {
            return false;
        }
        if (head.isSwitch()) {
            switching = head;
            return head.isExpectedSwitch();
        }
        if (!request.isHttp10()) {
            client.write(head.interimForClient());
        }
        return true;
    }

    Progress content(HttpContent content) {
        if (interim) {
            content.release(); // the codec ends an interim answer like a final one
            interim = false;
            return switching == null ? Progress.MORE : Progress.SWITCHED;
        }
        boolean last = content instanceof LastHttpContent;
        client.write(content);
        return last ? Progress.ENDED : Progress.MORE;
    }

    FullHttpResponse switchForClient() {
        return Objects.requireNonNull(switching).interimForClient();
    }

    /** Whether anything has come from the upstream. */
    boolean seen() {
        return begun || interims > 0;
    }

    /** Whether the final answer has begun, so that no other can be given. */
    boolean begun() {
        return begun;
    }

    boolean keepsClient() {
        return keepsClient;
    }

    /** A fault of its, although it is an answer. */
    Optional<Unclean> fault() {
        return Optional.ofNullable(fault);
    }

    /** Whether it says how long the content is that it does not have. */
    boolean announcesContent() {
        return announcesContent;
    }

    boolean keepsUpstream() {
        return keepsUpstream;
    }
}
