package dev.shuttle.it;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request and its outcome as the user sees it, while the control plane may be killed at any time.
 *
 * @param status of its answer; 0 if none came
 * @param id of the deployment that was answered, if one was
 * @param served whether that deployment was seen to serve
 */
record RequestOutcome(int status, @Nullable String id, boolean served) {

    /** A request to the control plane. */
    interface Request {
        HttpResponse<String> send() throws IOException, InterruptedException;
    }

    /** Sends the request, and follows its deployment until it serves, has failed, or the control plane is gone. */
    static RequestOutcome of(Api api, String project, Request request) throws Exception {
        HttpResponse<String> answer;
        try {
            answer = request.send();
        } catch (IOException e) {
            return new RequestOutcome(0, null, false);
        }
        if (answer.statusCode() != 202) {
            return new RequestOutcome(answer.statusCode(), null, false);
        }
        String id = Api.json(answer.body()).get("id").asText();
        try {
            return new RequestOutcome(
                    202, id, api.settled(project, id).get("state").asText().equals("running"));
        } catch (IOException e) {
            return new RequestOutcome(202, id, false);
        }
    }

    boolean wasAnswered() {
        return status != 0;
    }
}
