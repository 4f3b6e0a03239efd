package dev.shuttle.runtime.service;

import dev.shuttle.ResourceContext;
import dev.shuttle.ResourceProvider;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resources of an app's own: runs their providers, in the service's loader. {@link #provisioned} is thread-safe. */
final class CustomResources {
    private final ServiceDefinition definition;
    private final ClassLoader loader;
    private final OpenObjects opened;
    private final Map<ResourceRequest, ResourceProvider<Annotation, Object>> providers = new HashMap<>();
    private final Map<ResourceRequest, ResourceOutput> provisioned = new LinkedHashMap<>();

    CustomResources(ServiceDefinition definition, ClassLoader loader, OpenObjects opened) {
        this.definition = definition;
        this.loader = loader;
        this.opened = opened;
    }

    /** The outputs of this start, in the form in which they are stored. */
    List<ResourceOutput> provisioned() {
        synchronized (provisioned) {
            return List.copyOf(provisioned.values());
        }
    }

    /** The object for a parameter of {@code main}; provisions it first where that was not done for this deployment. */
    Object open(ResourceRequest request, ResourceOutput stored, Method main, int index) throws ServiceStartException {
        Annotation annotation = annotation(request, main, index);
        ResourceProvider<Annotation, Object> provider = provider(request);
        CustomOutput output = new CustomOutput(stored);
        ResourceContext context = new ResourceContext(
                definition.info(), request.name(), Path.of(stored.get("folder")), output.previous());
        Map<String, String> outputs =
                output.isProvisioned() ? output.values() : provisioned(request, output, provider, annotation, context);
        Object object;
        try {
            object = provider.open(annotation, context, outputs);
        } catch (Throwable e) {
            throw thrown(request, "open", e);
        }
        if (object instanceof AutoCloseable closeable) {
            opened.add(closeable);
        }
        return fitting(request, object, main, index);
    }

    /** Once for all parameters that name the resource. */
    private Map<String, String> provisioned(
            ResourceRequest request,
            CustomOutput output,
            ResourceProvider<Annotation, Object> provider,
            Annotation annotation,
            ResourceContext context)
            throws ServiceStartException {
        synchronized (provisioned) {
            ResourceOutput before = provisioned.get(request);
            if (before != null) {
                return new CustomOutput(before).values();
            }
        }
        Map<String, String> values;
        try {
            values = provider.provision(annotation, context);
        } catch (Throwable e) {
            throw thrown(request, "provision", e);
        }
        ResourceOutput made = output.with(request.provider(), values);
        synchronized (provisioned) {
            provisioned.put(request, made);
        }
        return new CustomOutput(made).values();
    }

    @SuppressWarnings("unchecked") // the annotation is the provider's, or a ClassCastException says otherwise
    private ResourceProvider<Annotation, Object> provider(ResourceRequest request) throws ServiceStartException {
        ResourceProvider<Annotation, Object> known = providers.get(request);
        if (known != null) {
            return known;
        }
        try {
            ResourceProvider<Annotation, Object> made = Class.forName(request.provider(), true, loader)
                    .asSubclass(ResourceProvider.class)
                    .getConstructor()
                    .newInstance();
            providers.put(request, made);
            return made;
        } catch (Throwable e) {
            throw thrown(request, "its constructor", e);
        }
    }

    private static Annotation annotation(ResourceRequest request, Method main, int index) throws ServiceStartException {
        for (Annotation annotation : main.getParameterAnnotations()[index]) {
            if (annotation.annotationType().getName().equals(request.type())) {
                return annotation;
            }
        }
        throw new ServiceStartException(parameter(main, index) + " does not have " + request.type()
                + " at run time. Put @Retention(RetentionPolicy.RUNTIME) on that annotation.");
    }

    private static Object fitting(ResourceRequest request, @Nullable Object object, Method main, int index)
            throws ServiceStartException {
        if (object == null) {
            throw new ServiceStartException(request.provider() + ".open returned null for " + parameter(main, index)
                    + ". It must return the parameter's value.");
        }
        Class<?> type =
                MethodType.methodType(main.getParameterTypes()[index]).wrap().returnType();
        if (!type.isInstance(object)) {
            throw new ServiceStartException(request.provider() + ".open returned a "
                    + object.getClass().getName() + " for " + parameter(main, index)
                    + ". Change the parameter's type to match.");
        }
        return object;
    }

    private static String parameter(Method main, int index) {
        return "parameter number " + (index + 1) + " of type " + main.getParameterTypes()[index].getTypeName() + " of "
                + main.getDeclaringClass().getName() + ".main";
    }

    private static ServiceStartException thrown(ResourceRequest request, String what, Throwable thrown) {
        Throwable cause = StartFailures.cause(thrown);
        return new ServiceStartException(request.provider() + " failed for " + request + ", " + what + ": "
                + StartFailures.cut(StartFailures.print(cause))
                + ". The stack trace is in the log of this deployment.");
    }
}
