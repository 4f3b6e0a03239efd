package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.auth.Access;
import dev.shuttle.controlplane.http.GuardedRoute;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/** A page, or what a form of one does; forms' handlers have their origin and token checked before. */
record ConsoleRoute(HandlerType method, String path, String name, Access access, Handler handler)
        implements GuardedRoute {}
