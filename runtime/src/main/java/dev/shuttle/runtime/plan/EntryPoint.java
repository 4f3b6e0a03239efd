package dev.shuttle.runtime.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code public static main} to call.
 *
 * @param className binary name of its class
 * @param descriptor the method's descriptor, JVMS 4.3.3
 * @param parameters in order
 * @param returns what to do with its result
 */
public record EntryPoint(String className, String descriptor, List<Parameter> parameters, Returns returns) {

    public EntryPoint {
        parameters = List.copyOf(parameters);
    }

    private static final String PROGRAM = "([Ljava/lang/String;)V";

    /** A main that the {@code java} command calls, of a class that need not be at hand. */
    static EntryPoint program(String className) {
        return new EntryPoint(
                className, PROGRAM, List.of(new Parameter("java.lang.String[]", Kind.ARGUMENTS)), Returns.NOTHING);
    }

    /** Whether the {@code java} command can call it: it takes arguments only and listens on its own. */
    public boolean isProgram() {
        return descriptor.equals(PROGRAM) && returns == Returns.NOTHING;
    }

    /** How the result of {@code main} is served. */
    public enum Returns {
        /** A {@link dev.shuttle.Service}: start it, close it. */
        SERVICE,
        /** An {@link AutoCloseable} that listens already: close it. */
        CLOSEABLE,
        /** A {@code com.sun.net.httpserver.HttpHandler}: serve it. */
        HTTP_HANDLER,
        /** An {@code io.javalin.Javalin}, not started: start it, stop it. */
        JAVALIN,
        /** Nothing: the program listens on its own. */
        NOTHING
    }

    /**
     * A parameter of {@code main}.
     *
     * @param type the type's name as in source, {@code int} or {@code java.net.InetSocketAddress}
     * @param kind what is handed over
     * @param resource which resource; only for {@link Kind#RESOURCE}
     */
    public record Parameter(String type, Kind kind, @Nullable ResourceRequest resource) {

        public Parameter(String type, Kind kind) {
            this(type, kind, null);
        }
    }

    /** The value of a parameter. */
    public enum Kind {
        /** {@link java.net.InetSocketAddress}: where to listen. */
        ADDRESS,
        /** {@code @Port int}: the port to listen on. */
        PORT,
        /** {@code String[]}: no arguments. */
        ARGUMENTS,
        /** {@link dev.shuttle.ServiceInfo}. */
        SERVICE_INFO,
        /** The resource provisioned for its {@link ResourceRequest}. */
        RESOURCE
    }
}
