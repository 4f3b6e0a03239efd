package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.runtime.service.ResourceOutput;
import dev.shuttle.runtime.service.StatementSpan;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Is told by a host, on the thread that reads.
 *
 * @param provisioned takes outputs of providers of the app's own
 * @param statements takes what the service's database did for requests that are recorded; null: the host notes nothing
 */
record HostListener(Consumer<List<ResourceOutput>> provisioned, @Nullable Consumer<List<StatementSpan>> statements) {

    /** Wants to hear nothing. */
    static final HostListener NONE = new HostListener(nothing -> {}, null);
}
