package dev.shuttle.runtime.plan;

import dev.shuttle.Isolation;
import dev.shuttle.runtime.plan.ClassScan.Found;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what a build's code says about its service. Reads class files; loads and runs nothing of the app. */
public final class Analysis {
    /** Names in one message; more would hide the remedy. */
    private static final int SHOWN = 5;

    private static final AnnotationUse NO_ANNOTATION = new AnnotationUse("dev.shuttle.ShuttleService", true, Map.of());

    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Found> withResources = new ArrayList<>();

    private Analysis() {}

    /**
     * Analyses the modules of a build.
     *
     * @param modules those in which the service may be: all of a reactor, or the one that the user named
     * @return the plan
     * @throws PlanException with all faults, if there is no service, more than one, or one that cannot be run
     */
    public static ServicePlan of(List<ModuleClasses> modules) throws PlanException {
        return of(modules, null);
    }

    /**
     * Analyses the modules of a build.
     *
     * @param modules those in which the service may be
     * @param main the class that is named elsewhere; null if none is
     * @return the plan
     * @throws PlanException with all faults, as above, or if there is no such class
     */
    public static ServicePlan of(List<ModuleClasses> modules, @Nullable NamedMain main) throws PlanException {
        return new Analysis().plan(modules, main);
    }

    /**
     * Whether a class has {@code @ShuttleService}.
     *
     * @throws PlanException if the modules cannot be read
     */
    public static boolean findsService(List<ModuleClasses> modules) throws PlanException {
        return !new ClassScan(modules, null).annotated().isEmpty();
    }

    private ServicePlan plan(List<ModuleClasses> modules, @Nullable NamedMain main) throws PlanException {
        ClassScan scan = new ClassScan(modules, main);
        notes.addAll(scan.notes());
        withResources.addAll(scan.withResources());
        if (main == null && scan.annotated().isEmpty()) {
            PackagedPrograms packaged = new PackagedPrograms(modules);
            if (packaged.isOne()) {
                notes.add(packaged.note());
                return plan(packaged.module().artifactId(), NO_ANNOTATION, Optional.of(packaged.entryPoint()));
            }
        }
        if (main != null && scan.named().isEmpty()) {
            return plan(
                    withLibrary(modules, main).artifactId(),
                    NO_ANNOTATION,
                    Optional.of(EntryPoint.program(main.className())));
        }
        return plan(found(scan, main));
    }

    /** The module that has a class of that name on its class path: a launcher, for example. */
    private static ModuleClasses withLibrary(List<ModuleClasses> modules, NamedMain main) throws PlanException {
        List<ModuleClasses> having = new ArrayList<>();
        for (ModuleClasses module : modules) {
            try (TypeFinder types = new TypeFinder(module.classPath())) {
                if (main.mayBeIn(module) && types.find(main.className()).isPresent()) {
                    having.add(module);
                }
            }
        }
        if (having.size() == 1) {
            return having.get(0);
        }
        throw new PlanException(List.of(
                having.isEmpty()
                        ? main + ", and no module has a class of that name. Write its full name, with its package."
                        : main + ", which " + having.size()
                                + " modules have on their class path. Choose one with -Dshuttle.module="
                                + having.get(0).artifactId() + "."));
    }

    private Found found(ClassScan scan, @Nullable NamedMain main) throws PlanException {
        if (main != null) {
            return named(scan.named(), main);
        }
        return scan.annotated().isEmpty() ? program(scan) : service(scan.annotated());
    }

    private static Found named(List<Found> named, NamedMain main) throws PlanException {
        if (named.size() == 1) {
            return named.get(0);
        }
        throw new PlanException(List.of(main + ", which several modules have: " + shown(named)
                + ". Choose one with -Dshuttle.module="
                + named.get(0).module().artifactId() + "."));
    }

    private ServicePlan plan(Found found) throws PlanException {
        AnnotationUse service = found.type().service().orElse(NO_ANNOTATION);
        checkValues(found, service);
        Optional<EntryPoint> entryPoint = entryPoint(found);
        return plan(found.module().artifactId(), service, entryPoint);
    }

    private Found service(List<Found> annotated) throws PlanException {
        if (annotated.size() == 1) {
            return annotated.get(0);
        }
        boolean apart = annotated.stream()
                        .map(found -> found.module().artifactId())
                        .distinct()
                        .count()
                > 1;
        throw new PlanException(List.of(annotated.size() + " classes have @ShuttleService: " + shown(annotated)
                + ". A deploy has one service: remove the annotation from the others"
                + (apart
                        ? ", or choose a module with -Dshuttle.module="
                                + annotated.get(0).module().artifactId() + "."
                        : " (-Dshuttle.module chooses between modules, not within one).")));
    }

    private Found program(ClassScan scan) throws PlanException {
        List<Found> programs = scan.programs();
        if (programs.size() > 1) {
            List<Found> named =
                    programs.stream().filter(ClassScan::isNamedByManifest).toList();
            programs = named.size() == 1 ? named : programs;
        }
        if (programs.size() == 1) {
            Found program = programs.get(0);
            notes.add("No class has @ShuttleService: " + program
                    + " is deployed as a plain program. It must listen on the port in the environment variable PORT.");
            return program;
        }
        throw new PlanException(List.of(
                programs.isEmpty()
                        ? "No class has @ShuttleService, and none has a `public static void main(String[])`."
                                + " Annotate the app's main class with @ShuttleService."
                                + String.join(
                                        "",
                                        notes.stream().map(note -> " " + note).toList())
                        : "No class has @ShuttleService, and " + programs.size() + " have a `main(String[])`: "
                                + shown(programs) + ". Annotate the one to deploy with @ShuttleService, name it in the"
                                + " manifest of the packaged jar, or deploy with -Dshuttle.main=CLASS."));
    }

    private void checkValues(Found found, AnnotationUse service) {
        String where = found.type().name() + ", @ShuttleService(";
        String health = service.text("health", "");
        if (!isHealth(health)) {
            faults.add(where + "health = \"" + health + "\"): a path starts with / and has no spaces."
                    + " Write for example health = \"/healthz\", or health = \"-\" for a service that is not asked.");
        }
        if (!isDuration(service.text("sleepAfter", ""))) {
            faults.add(where + "sleepAfter = \"" + service.text("sleepAfter", "") + "\"): not a positive ISO-8601"
                    + " duration. Write for example sleepAfter = \"PT30M\" for 30 minutes.");
        }
        if (service.number("instances", 1) < 1) {
            faults.add(where + "instances = " + service.number("instances", 1) + "): write 1 or more.");
        }
    }

    private static boolean isHealth(String health) {
        boolean printable = health.chars().allMatch(c -> c > ' ' && c < 127);
        return health.isEmpty() || health.equals("-") || (health.startsWith("/") && printable);
    }

    private static boolean isDuration(String text) {
        try {
            Duration duration = text.isEmpty() ? Duration.ofSeconds(1) : Duration.parse(text);
            return !duration.isNegative() && !duration.isZero();
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private Optional<EntryPoint> entryPoint(Found found) {
        ClassFile type = found.type();
        if (type.service().isEmpty()
                && type.isInstanceProgram()
                && onlyProgram(type).mains().isEmpty()) {
            return Optional.of(EntryPoint.program(type.name()));
        }
        List<Path> classPath = new ArrayList<>(List.of(found.module().classes()));
        classPath.addAll(found.module().classPath());
        try (TypeFinder types = new TypeFinder(classPath)) {
            return type.service().isPresent()
                    ? new EntryPointRules(type, types, faults).entryPoint()
                    : new EntryPointRules(onlyProgram(type), types, faults).entryPoint();
        }
    }

    /** Without the annotation only {@code main(String[])} counts, whatever other methods have its name. */
    private static ClassFile onlyProgram(ClassFile type) {
        List<MainMethod> program =
                type.mains().stream().filter(MainMethod::isProgram).toList();
        return type.withMains(program);
    }

    private ServicePlan plan(String module, AnnotationUse service, Optional<EntryPoint> found) throws PlanException {
        List<ResourceRequest> onClass =
                found.map(main -> onClass(module, main.className())).orElse(List.of());
        if (!faults.isEmpty() || found.isEmpty()) {
            throw new PlanException(faults);
        }
        return plan(module, service, found.get(), onClass);
    }

    /** The resources on the main class. Those on other classes have no effect, which a note says. */
    private List<ResourceRequest> onClass(String module, String main) {
        List<ResourceRequest> requests = new ArrayList<>();
        int noted = 0;
        for (Found each : withResources) {
            if (!each.module().artifactId().equals(module)) {
                continue;
            }
            if (isMain(each.type().name(), main)) {
                requests.addAll(ClassResources.of(each.type(), faults));
            } else if (noted++ < SHOWN) {
                notes.add(ClassResources.shown(each.type()).get(0) + " on "
                        + each.type().name() + " has no effect: it belongs on the main class, " + main + ".");
            }
        }
        return requests;
    }

    /** Kotlin compiles the main beside a class {@code App} into a class {@code AppKt}. */
    private static boolean isMain(String className, String main) {
        return className.equals(main) || main.equals(className + "Kt");
    }

    private ServicePlan plan(
            String module, AnnotationUse service, EntryPoint entryPoint, List<ResourceRequest> onClass) {
        String name = service.text("name", "");
        Isolation isolation = isolation(service.text("isolation", Isolation.DEFAULT.name()));
        String sleepAfter = service.text("sleepAfter", "");
        int instances = service.number("instances", 1);
        notes.addAll(PendingAttributes.notes(isolation, sleepAfter, instances));
        boolean replace = service.flag("replace", false);
        if (replace) {
            notes.add("replace = true: the version that serves is stopped before the new one starts. Requests wait.");
        }
        return new ServicePlan(
                module,
                name.isEmpty() ? module : name,
                entryPoint,
                service.text("health", ""),
                isolation,
                sleepAfter,
                instances,
                replace,
                notes,
                onClass);
    }

    private Isolation isolation(String name) {
        for (Isolation isolation : Isolation.values()) {
            if (isolation.name().equals(name)) {
                return isolation;
            }
        }
        notes.add("Isolation " + name + " is unknown to this version of Shuttle: the server chooses.");
        return Isolation.DEFAULT;
    }

    private static String shown(List<Found> found) {
        String shown = String.join(
                ", ", found.stream().limit(SHOWN).map(Found::toString).toList());
        return found.size() > SHOWN ? shown + " and " + (found.size() - SHOWN) + " more" : shown;
    }
}
