package dev.shuttle.plugin.init;

import dev.shuttle.plugin.name.Module;
import dev.shuttle.plugin.name.ServiceNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which module of a reactor is the service: the one whose code says so already; else the one with the only main class;
 * else the one whose framework brings the main class; else the only one there is.
 *
 * @param module it, where it can be told
 * @param main its main class, where it lacks the annotation and there is one only
 * @param takesAnnotation whether a class in its sources has the annotation or can get it
 * @param isNamed whether the goals find the module by themselves
 * @param notes what is left to the user, and why; nothing can be deployed before it is done
 */
public record ServiceModule(
        Optional<Module> module,
        Optional<MainClass> main,
        boolean takesAnnotation,
        boolean isNamed,
        List<String> notes) {

    private static final String YOURSELF = ": put @ShuttleService on the one that starts the service.";

    /**
     * Looks into the sources.
     *
     * @param modules in which it may be
     * @param bringsMain whether a module is packaged with a main class that is not in its sources
     * @return what was found
     * @throws IOException when sources cannot be read
     */
    public static ServiceModule in(List<Module> modules, Predicate<Module> bringsMain) throws IOException {
        List<Module> possible =
                modules.stream().filter(each -> !each.packaging().equals("pom")).toList();
        List<Module> annotated = new ArrayList<>();
        List<Module> inKotlin = new ArrayList<>();
        Map<MainClass, Module> mains = new LinkedHashMap<>();
        for (Module each : possible) {
            List<Path> kotlin = kotlin(each);
            if (!ServiceNames.in(each.sources()).isEmpty()) {
                annotated.add(each);
            } else if (KotlinMains.haveService(kotlin)) {
                inKotlin.add(each);
            }
            MainClasses.in(each.sources()).forEach(main -> mains.put(main, each));
            KotlinMains.in(kotlin).forEach(main -> mains.put(main, each));
        }
        boolean isOne = possible.size() == 1;
        List<Module> services =
                Stream.concat(annotated.stream(), inKotlin.stream()).toList();
        if (!services.isEmpty()) {
            return services.size() == 1
                    ? of(services.get(0), Optional.empty(), true, isOne || inKotlin.isEmpty())
                    : several(services);
        }
        if (mains.size() == 1) {
            Map.Entry<MainClass, Module> only = mains.entrySet().iterator().next();
            MainClass main = only.getKey();
            return of(only.getValue(), Optional.of(main), main.isAnnotatable(), isOne || main.isJava());
        }
        List<Module> packaged = possible.stream().filter(bringsMain).toList();
        return mains.isEmpty() && packaged.size() == 1
                ? of(packaged.get(0), Optional.empty(), false, isOne)
                : unclear(possible, mains);
    }

    /** Of the compiler for Kotlin, whose folders Maven does not know. */
    private static List<Path> kotlin(Module module) {
        return Stream.concat(
                        module.sources().stream(),
                        Stream.of(module.folder().resolve("src").resolve("main").resolve("kotlin")))
                .distinct()
                .toList();
    }

    private static ServiceModule unclear(List<Module> possible, Map<MainClass, Module> mains) {
        String note = mains.isEmpty()
                ? "No class with a main(String[]) was found" + YOURSELF
                : "There are several main classes, "
                        + mains.keySet().stream().map(MainClass::name).collect(Collectors.joining(", ")) + YOURSELF;
        if (possible.size() == 1) {
            return new ServiceModule(Optional.of(possible.get(0)), Optional.empty(), true, true, List.of(note));
        }
        return new ServiceModule(
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                List.of(
                        note,
                        "Several modules could be the service: use -Dshuttle.module=ARTIFACT to add the"
                                + " dependency to one."));
    }

    private static ServiceModule of(Module module, Optional<MainClass> main, boolean takesAnnotation, boolean isNamed) {
        return new ServiceModule(Optional.of(module), main, takesAnnotation, isNamed, List.of());
    }

    private static ServiceModule several(List<Module> annotated) {
        return new ServiceModule(
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                List.of("Several modules are services, "
                        + annotated.stream().map(Module::artifactId).collect(Collectors.joining(", "))
                        + ": choose one with -Dshuttle.module=ARTIFACT."));
    }
}
