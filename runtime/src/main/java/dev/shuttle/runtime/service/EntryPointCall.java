package dev.shuttle.runtime.service;

import com.sun.net.httpserver.HttpHandler;
import dev.shuttle.Service;
import dev.shuttle.runtime.plan.EntryPoint;
import dev.shuttle.runtime.plan.EntryPoint.Kind;
import dev.shuttle.runtime.plan.EntryPoint.Parameter;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Calls a service's {@code main} with what it asks for, and serves what it returns. */
final class EntryPointCall {
    private final ServiceDefinition definition;
    private final ClassLoader loader;
    private final Injection injection;
    private final StatementTracing tracing;

    EntryPointCall(ServiceDefinition definition, ClassLoader loader, Injection injection, StatementTracing tracing) {
        this.tracing = tracing;
        this.definition = definition;
        this.loader = loader;
        this.injection = injection;
    }

    /** Opens what {@code main} takes. Returns the call of it. */
    Callable<@Nullable Object> prepare() throws Exception {
        Method method = method();
        List<Parameter> parameters = definition.entryPoint().parameters();
        @Nullable Object[] arguments = new @Nullable Object[parameters.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(method, i, parameters.get(i).kind());
        }
        return () -> method.invoke(null, arguments);
    }

    Closing serve(@Nullable Object returned) throws Exception {
        EntryPoint.Returns kind = definition.entryPoint().returns();
        if (kind == EntryPoint.Returns.NOTHING) {
            return Closing.ON_ITS_OWN;
        }
        if (returned == null) {
            throw new IllegalStateException("it returned null instead of something to serve");
        }
        return switch (kind) {
            case SERVICE -> start((Service) returned);
            case HTTP_HANDLER -> new HandlerServer(
                    (HttpHandler) returned, definition.address(), definition.socket(), tracing);
            case JAVALIN -> new JavalinServer(returned, definition.address());
            case CLOSEABLE -> ((AutoCloseable) returned)::close;
            case NOTHING -> Closing.ON_ITS_OWN;
        };
    }

    private Closing start(Service service) throws Exception {
        try {
            service.start(definition.address());
        } catch (Throwable e) {
            try {
                service.close();
            } catch (Exception suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
        return service::close;
    }

    private Method method() throws ReflectiveOperationException {
        EntryPoint entryPoint = definition.entryPoint();
        MethodType type = MethodType.fromMethodDescriptorString(entryPoint.descriptor(), loader);
        Method method =
                Class.forName(entryPoint.className(), true, loader).getDeclaredMethod("main", type.parameterArray());
        method.setAccessible(true); // the class itself may be package-private, as for the java command
        return method;
    }

    private @Nullable Object argument(Method main, int index, Kind kind) throws Exception {
        return switch (kind) {
            case ADDRESS -> definition.address();
            case PORT -> definition.address().getPort();
            case ARGUMENTS -> definition.arguments().toArray(String[]::new);
            case SERVICE_INFO -> definition.info();
            case RESOURCE -> injection.value(main, index);
        };
    }
}
