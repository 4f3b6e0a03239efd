package dev.shuttle.runtime.plan;

import dev.shuttle.runtime.plan.EntryPoint.Kind;
import dev.shuttle.runtime.plan.EntryPoint.Parameter;
import dev.shuttle.runtime.plan.EntryPoint.Returns;
import dev.shuttle.runtime.plan.MainMethod.MainParameter;
import dev.shuttle.runtime.plan.TypeFinder.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules for parameters and result of {@code main}. Collects every fault instead of stopping at the first. */
final class EntryPointRules {
    private final ClassFile type;
    private final TypeFinder types;
    private final List<String> faults;
    private final ResourceRules resources;

    EntryPointRules(ClassFile type, TypeFinder types, List<String> faults) {
        this.type = type;
        this.types = types;
        this.faults = faults;
        this.resources = new ResourceRules(types, this::fault);
    }

    Optional<EntryPoint> entryPoint() {
        return choose().flatMap(this::check);
    }

    private Optional<MainMethod> choose() {
        List<MainMethod> others =
                type.mains().stream().filter(main -> !main.takesOnlyArguments()).toList();
        List<MainMethod> candidates = others.isEmpty() ? type.mains() : others;
        if (candidates.size() > 1) {
            candidates = candidates.stream()
                    .filter(main -> main.isPublic() && main.isStatic())
                    .toList();
        }
        if (candidates.size() == 1) {
            return Optional.of(candidates.get(0));
        }
        faults.add(
                candidates.isEmpty()
                        ? type.name() + " has no `public static main`. Add one, for example"
                                + " `public static HttpHandler main()`: its parameters say what the service needs."
                        : type.name() + " has " + candidates.size()
                                + " methods named main. Keep one beside `main(String[])`, and rename the others.");
        return Optional.empty();
    }

    private Optional<EntryPoint> check(MainMethod main) {
        int before = faults.size();
        if (!main.isPublic()) {
            faults.add(type.name() + ".main is not public. Write `public static " + main.returnType() + " main(...)`.");
        }
        if (!main.isStatic()) {
            faults.add(type.name() + ".main is not static. Write `public static " + main.returnType() + " main(...)`.");
        }
        List<Parameter> parameters = new ArrayList<>();
        for (MainParameter parameter : main.parameters()) {
            parameter(parameter).ifPresent(parameters::add);
        }
        Optional<Returns> returns = returns(main.returnType());
        return faults.size() > before
                ? Optional.empty()
                : returns.map(found -> new EntryPoint(type.name(), main.descriptor(), parameters, found));
    }

    private Optional<Parameter> parameter(MainParameter parameter) {
        List<AnnotationUse> asking = resources.asking(parameter);
        if (asking.size() > 1) {
            fault(
                    parameter,
                    "it carries "
                            + String.join(
                                    " and ",
                                    asking.stream().map(AnnotationUse::shown).toList())
                            + ", and can have only one of them. Keep one, and add a parameter for each of the others.");
            return Optional.empty();
        }
        if (asking.isEmpty() || asking.get(0).isOurs("Port")) {
            return kind(parameter).map(kind -> new Parameter(parameter.type(), kind));
        }
        return resources
                .request(parameter, asking.get(0))
                .map(request -> new Parameter(parameter.type(), Kind.RESOURCE, request));
    }

    private Optional<Kind> kind(MainParameter parameter) {
        boolean port = parameter.has("Port");
        if (port && !parameter.type().equals("int")) {
            return refused(parameter, "@Port belongs on an int. Write `@Port int port`, or remove the annotation.");
        }
        return switch (parameter.type()) {
            case "int" -> port ? Optional.of(Kind.PORT) : refused(parameter, "An int is provided only as `@Port int`.");
            case "java.net.InetSocketAddress" -> Optional.of(Kind.ADDRESS);
            case "java.lang.String[]" -> Optional.of(Kind.ARGUMENTS);
            case "dev.shuttle.ServiceInfo" -> Optional.of(Kind.SERVICE_INFO);
            default -> refused(parameter, unknown(parameter));
        };
    }

    private static String unknown(MainParameter parameter) {
        return ResourceKind.meant(parameter.type())
                .map(meant -> "Shuttle does not know what to provide here. Did you mean `" + meant + "`?"
                        + " Add the annotation.")
                .orElse("Shuttle cannot provide this type. Use InetSocketAddress (where to listen), `@Port int`,"
                        + " ServiceInfo or String[], a resource such as `@Postgres DataSource`, or an"
                        + " annotation of your own with @ProvidedBy.");
    }

    private Optional<Kind> refused(MainParameter parameter, String why) {
        fault(parameter, why);
        return Optional.empty();
    }

    private void fault(MainParameter parameter, String why) {
        faults.add(type.name() + ".main, parameter " + parameter.name() + " of type " + parameter.type() + ": " + why);
    }

    private Optional<Returns> returns(String returned) {
        if (returned.equals("void")) {
            return Optional.of(Returns.NOTHING);
        }
        Lineage lineage = types.lineage(returned);
        if (lineage.types().contains("dev.shuttle.Service")) {
            return Optional.of(Returns.SERVICE);
        }
        if (lineage.types().contains("com.sun.net.httpserver.HttpHandler")) {
            return Optional.of(Returns.HTTP_HANDLER);
        }
        if (lineage.types().contains("io.javalin.Javalin")) {
            return Optional.of(Returns.JAVALIN);
        }
        if (lineage.types().contains("java.lang.AutoCloseable")) {
            return Optional.of(Returns.CLOSEABLE);
        }
        faults.add(type.name() + ".main returns " + returned + ", which Shuttle cannot serve" + missing(lineage)
                + ". Return a dev.shuttle.Service, a com.sun.net.httpserver.HttpHandler, an io.javalin.Javalin that is"
                + " not started, any AutoCloseable that is already listening, or void.");
        return Optional.empty();
    }

    private static String missing(Lineage lineage) {
        return lineage.missing().isEmpty()
                ? ""
                : " (no class file of "
                        + String.join(", ", lineage.missing().stream().limit(3).toList())
                        + " was found on its class path)";
    }
}
