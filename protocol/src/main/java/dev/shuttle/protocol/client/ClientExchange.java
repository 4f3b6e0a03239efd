package dev.shuttle.protocol.client;

import dev.shuttle.protocol.JsonRecords;
import dev.shuttle.protocol.Problem;
import dev.shuttle.protocol.Version;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with the key. Follows no redirect, so the key reaches the given address only. Thread-safe.
 */
final class ClientExchange {

    private final ApiAddress api;
    private final @Nullable ApiKey key;
    private final HttpProxy route;
    private final String agent;
    private final QuickTransport quick = new QuickTransport();
    private final JdkTransport full;

    ClientExchange(ApiAddress api, @Nullable ApiKey key, HttpProxy route, String agent) {
        this.api = api;
        this.key = key;
        this.route = route;
        this.agent = agent;
        this.full = new JdkTransport(api, route);
    }

    ApiAddress api() {
        return api;
    }

    /** A GET, with what each call of ours has. */
    Call call(String pathAndQuery) {
        Call call = new Call(api.resolve(pathAndQuery))
                .header("User-Agent", agent)
                .header(Version.PROTOCOL_HEADER, Integer.toString(Version.PROTOCOL));
        return key == null ? call : call.header("Authorization", key.header());
    }

    /**
     * Opens a WebSocket. The listener hears what comes once it has asked for it.
     *
     * @param wait how long it may take until it is open
     */
    WebSocket webSocket(String path, String subprotocol, WebSocket.Listener listener, Duration wait)
            throws ClientException {
        try {
            return full.open(call(path), subprotocol, listener, wait).get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException refused) {
            throw refusal(refused.getCause());
        } catch (TimeoutException late) {
            throw new UnreachableException(api, new HttpTimeoutException("no answer"));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(api, new IOException("interrupted", stop));
        }
    }

    private ClientException refusal(@Nullable Throwable cause) {
        if (!(cause instanceof WebSocketHandshakeException refused)) {
            return new UnreachableException(
                    api, cause instanceof IOException broken ? broken : new IOException(String.valueOf(cause), cause));
        }
        HttpResponse<?> response = refused.getResponse();
        String what = "status " + response.statusCode() + " to a WebSocket";
        try {
            Problem problem = JsonRecords.read(String.valueOf(response.body()), Problem.class);
            return problem.detail() == null
                    ? new UnexpectedResponseException(api, what, cause)
                    : new ApiException(problem);
        } catch (IOException notOurs) {
            return new UnexpectedResponseException(api, what, cause);
        }
    }

    /**
     * Sends, and returns as soon as the answer's head is there. The caller closes it. Where the server says that it is
     * too much, a call that may be repeated is, after a while.
     *
     * @param head how long the head may take, the sending of the body included
     * @param silence how long a read of the answer's body may wait
     */
    ApiAnswer send(Call call, Duration head, Duration silence) throws ClientException {
        RetryAfter patience = new RetryAfter();
        try {
            Transport.Answer answer = once(call, head, silence);
            while (patience.await(call.method(), answer.head())) {
                answer.body().close();
                answer = once(call, head, silence);
            }
            return ApiAnswer.of(api, answer);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(api, new IOException("interrupted", stop));
        } catch (IOException broken) {
            throw new UnreachableException(api, broken);
        }
    }

    private Transport.Answer once(Call call, Duration head, Duration silence) throws IOException, InterruptedException {
        if (QuickTransport.suits(call, route.proxies())) {
            try {
                return quick.send(call, head, silence);
            } catch (QuickTransport.UnsuitedException refused) {
                // the other one can tell how
            }
        }
        return full.send(call, head, silence);
    }
}
