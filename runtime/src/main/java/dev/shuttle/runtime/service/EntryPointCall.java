package dev.shuttle.runtime.service;

import com.sun.net.httpserver.HttpHandler;
import dev.shuttle.Service;
import dev.shuttle.ServiceInfo;
import dev.shuttle.runtime.plan.EntryPoint;
import dev.shuttle.runtime.plan.EntryPoint.Parameter;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Calls a service's {@code main} with what it asks for, and serves what it returns. */
final class EntryPointCall {
    private final ServiceDefinition definition;
    private final ClassLoader loader;

    EntryPointCall(ServiceDefinition definition, ClassLoader loader) {
        this.definition = definition;
        this.loader = loader;
    }

    @Nullable
    Object main() throws Exception {
        Object[] arguments = definition.entryPoint().parameters().stream()
                .map(this::argument)
                .toArray();
        return method().invoke(null, arguments);
    }

    Serving serve(@Nullable Object returned) throws Exception {
        EntryPoint.Returns kind = definition.entryPoint().returns();
        if (kind == EntryPoint.Returns.NOTHING) {
            return Serving.ON_ITS_OWN;
        }
        if (returned == null) {
            throw new IllegalStateException("it returned null instead of something to serve");
        }
        return switch (kind) {
            case SERVICE -> start((Service) returned);
            case HTTP_HANDLER -> new HandlerServer((HttpHandler) returned, definition.address());
            case JAVALIN -> new JavalinServer(returned, definition.address());
            case CLOSEABLE -> ((AutoCloseable) returned)::close;
            case NOTHING -> Serving.ON_ITS_OWN;
        };
    }

    private Serving start(Service service) throws Exception {
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

    private Object argument(Parameter parameter) {
        return switch (parameter.kind()) {
            case ADDRESS -> definition.address();
            case PORT -> definition.address().getPort();
            case ARGUMENTS -> new String[0];
            case SERVICE_INFO -> new ServiceInfo(
                    definition.project(), definition.deployment(), definition.url(), definition.environment());
            case RESOURCE -> throw new IllegalStateException("resources are not handed over yet");
        };
    }
}
