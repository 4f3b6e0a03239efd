package dev.shuttle.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The main classes that the manifests of packaged modules name, where no annotation says which one is meant. */
final class PackagedPrograms {
    private final List<ModuleClasses> modules = new ArrayList<>();
    private final List<String> mains = new ArrayList<>();

    PackagedPrograms(List<ModuleClasses> all) throws PlanException {
        List<String> faults = new ArrayList<>();
        for (ModuleClasses module : all) {
            try {
                @Nullable String main = module.packaged().mainClass();
                if (main != null) {
                    modules.add(module);
                    mains.add(main);
                }
            } catch (PlanException e) {
                faults.addAll(e.faults());
            }
        }
        if (modules.isEmpty() && !faults.isEmpty()) {
            throw new PlanException(faults);
        }
        if (modules.size() > 1) {
            throw new PlanException(List.of("No class has @ShuttleService, and " + modules.size()
                    + " modules package a program: " + names()
                    + ". Annotate the one to deploy, or choose its module with"
                    + " -Dshuttle.module=" + modules.get(0).artifactId() + "."));
        }
    }

    boolean isOne() {
        return modules.size() == 1;
    }

    ModuleClasses module() {
        return modules.get(0);
    }

    EntryPoint entryPoint() {
        return EntryPoint.program(mains.get(0));
    }

    String note() {
        return "No class has @ShuttleService: " + mains.get(0) + " (module " + module().artifactId()
                + "), which the packaged manifest names, is deployed as a plain program. It must listen on the port in the"
                + " environment variable PORT.";
    }

    private String names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < modules.size(); i++) {
            names.add(mains.get(i) + " (module " + modules.get(i).artifactId() + ")");
        }
        return String.join(", ", names);
    }
}
