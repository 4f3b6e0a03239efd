package dev.shuttle.plugin.name;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The service's module, as selected by {@code -pl}.
 *
 * @param selectors as they were given
 * @param root the folder that paths among them are below
 * @param modules all modules of the reactor
 */
public record Selection(List<String> selectors, Path root, List<Module> modules) {

    /**
     * The service, where exactly one module was selected and it can be one: it holds the annotation, or none does.
     *
     * @return its artifactId
     * @throws IOException when sources cannot be read
     */
    public Optional<String> service() throws IOException {
        if (selectors.size() != 1) {
            return Optional.empty();
        }
        List<Module> selected =
                modules.stream().filter(each -> isMeant(each, selectors.get(0))).toList();
        boolean one = selected.size() == 1 && !selected.get(0).isPom();
        return one && canServe(selected.get(0)) ? Optional.of(selected.get(0).artifactId()) : Optional.empty();
    }

    private boolean isMeant(Module module, String selector) {
        if (selector.contains(":")) {
            return selector.endsWith(":" + module.artifactId());
        }
        Path path = root.resolve(selector).normalize();
        return module.folder().equals(Files.isRegularFile(path) ? path.getParent() : path);
    }

    private boolean canServe(Module module) throws IOException {
        if (!ServiceNames.in(module.sources()).isEmpty()) {
            return true;
        }
        for (Module each : modules) {
            if (!ServiceNames.in(each.sources()).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
