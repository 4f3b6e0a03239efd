package dev.shuttle.controlplane.http;

import dev.shuttle.controlplane.auth.Access;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/** One route: what does it, and who may ask for it. */
public interface GuardedRoute {

    /** The method; a GET that is open answers HEAD too. */
    HandlerType method();

    /** As Javalin takes it: {@code {project}} is a part, {@code <path>} all that is left. */
    String path();

    /** The action's name in the audit log. */
    String name();

    /** Whose it is. */
    Access access();

    /** Answers the requests that are allowed. */
    Handler handler();

    /** Whether something may be different afterwards. */
    default boolean changes() {
        return !(method().equals(HandlerType.GET) || method().equals(HandlerType.HEAD));
    }

    /** Whether a request for that path may be meant for it; parts in braces are not looked into. */
    default boolean isAt(String requested) {
        int rest = path().indexOf('<');
        return rest < 0
                ? path().equals(requested) || (path() + "/").equals(requested)
                : requested.startsWith(path().substring(0, rest));
    }

    /** Whether HEAD asks the handler too: Javalin alone answers 200 to HEAD, which Maven takes for a file that is there. */
    default boolean answersHead() {
        return method().equals(HandlerType.GET) && access() == Access.OPEN;
    }
}
