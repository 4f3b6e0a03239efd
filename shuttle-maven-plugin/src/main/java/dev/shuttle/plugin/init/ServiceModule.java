package dev.shuttle.plugin.init;

import dev.shuttle.plugin.name.Module;
import dev.shuttle.plugin.name.ServiceNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which module of a reactor is the service: the one whose code says so already; else the one with the only main class;
 * else the only one there is.
 *
 * @param module it, where it can be told
 * @param toAnnotate its main class, where it lacks the annotation and there is one only
 * @param notes what is left to the user, and why
 */
public record ServiceModule(Optional<Module> module, Optional<MainClass> toAnnotate, List<String> notes) {

    private static final String YOURSELF = ": put @ShuttleService on the one that starts the service.";

    /**
     * Looks into the sources.
     *
     * @param modules in which it may be
     * @return what was found
     * @throws IOException when sources cannot be read
     */
    public static ServiceModule in(List<Module> modules) throws IOException {
        List<Module> possible =
                modules.stream().filter(each -> !each.packaging().equals("pom")).toList();
        List<Module> annotated = new ArrayList<>();
        Map<MainClass, Module> mains = new LinkedHashMap<>();
        for (Module each : possible) {
            if (!ServiceNames.in(each.sources()).isEmpty()) {
                annotated.add(each);
            }
            MainClasses.in(each.sources()).forEach(main -> mains.put(main, each));
        }
        if (!annotated.isEmpty()) {
            return annotated.size() == 1 ? of(annotated.get(0)) : several(annotated);
        }
        if (mains.size() == 1) {
            Map.Entry<MainClass, Module> only = mains.entrySet().iterator().next();
            return new ServiceModule(Optional.of(only.getValue()), Optional.of(only.getKey()), List.of());
        }
        return unclear(possible, mains);
    }

    private static ServiceModule unclear(List<Module> possible, Map<MainClass, Module> mains) {
        String note = mains.isEmpty()
                ? "No class with a main(String[]) was found" + YOURSELF
                : "There are several main classes, "
                        + mains.keySet().stream().map(MainClass::name).collect(Collectors.joining(", ")) + YOURSELF;
        if (possible.size() == 1) {
            return new ServiceModule(Optional.of(possible.get(0)), Optional.empty(), List.of(note));
        }
        return new ServiceModule(
                Optional.empty(),
                Optional.empty(),
                List.of(
                        note,
                        "Several modules could be the service: use -Dshuttle.module=ARTIFACT to add the"
                                + " dependency to one."));
    }

    private static ServiceModule of(Module module) {
        return new ServiceModule(Optional.of(module), Optional.empty(), List.of());
    }

    private static ServiceModule several(List<Module> annotated) {
        return new ServiceModule(
                Optional.empty(),
                Optional.empty(),
                List.of("Several modules are services, "
                        + annotated.stream().map(Module::artifactId).collect(Collectors.joining(", "))
                        + ": choose one with -Dshuttle.module=ARTIFACT."));
    }
}
