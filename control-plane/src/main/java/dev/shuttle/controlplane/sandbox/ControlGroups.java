package dev.shuttle.controlplane.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control groups of one home: {@code shuttle-HASH/NAME} in each hierarchy that lets us. Thread-safe.
 */
final class ControlGroups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlGroups.class);

    /** Takes the limits for a trial, which asks for little. */
    private static final GroupLimits TRIAL = new GroupLimits(64 << 20, 16, 1024);

    private final List<Hierarchy> hierarchies;

    private ControlGroups(List<Hierarchy> hierarchies) {
        this.hierarchies = List.copyOf(hierarchies);
    }

    static ControlGroups none() {
        return new ControlGroups(List.of());
    }

    /** Finds out what this machine lets us do, by doing it. */
    static ControlGroups open(List<Hierarchy> candidates) {
        List<Hierarchy> usable = new ArrayList<>();
        for (Hierarchy candidate : candidates) {
            Hierarchy tried = candidate.tried("trial", TRIAL);
            if (!tried.controllers().isEmpty()) {
                usable.add(tried);
            }
        }
        return new ControlGroups(usable);
    }

    /** Of {@link Hierarchy#KNOWN}, those that limit. */
    Set<String> controllers() {
        Set<String> controllers = new TreeSet<>();
        hierarchies.forEach(hierarchy -> controllers.addAll(hierarchy.controllers()));
        return controllers;
    }

    /** 0 without control groups. */
    int version() {
        return hierarchies.isEmpty() ? 0 : hierarchies.get(0).unified() ? 2 : 1;
    }

    /** A group with these limits; where it cannot be made, what is missing of it is logged. */
    ControlGroup make(String name, GroupLimits limits) {
        List<Path> directories = new ArrayList<>();
        for (Hierarchy hierarchy : hierarchies) {
            try {
                directories.add(hierarchy.make(name, limits));
            } catch (IOException e) {
                LOG.warn("{} runs without the limits of {}: {}", name, hierarchy.controllers(), e.toString());
            }
        }
        return new ControlGroup(directories);
    }

    /** A group that may be there. */
    ControlGroup find(String name) {
        return new ControlGroup(hierarchies.stream()
                .map(hierarchy -> hierarchy.base().resolve(name))
                .toList());
    }

    /** The names of the groups that are there. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Hierarchy hierarchy : hierarchies) {
            try (DirectoryStream<Path> groups = Files.newDirectoryStream(hierarchy.base(), Files::isDirectory)) {
                groups.forEach(group -> names.add(String.valueOf(group.getFileName())));
            } catch (IOException e) {
                LOG.warn("The control groups of a run before this one cannot be read: {}", e.toString());
            }
        }
        return names;
    }

    /** Leaves no directory behind, if no group is in use. */
    @Override
    public void close() {
        for (Hierarchy hierarchy : hierarchies) {
            hierarchy.base().toFile().delete();
        }
    }
}
