package dev.shuttle.runtime.host;

import dev.shuttle.runtime.service.ResourceOutput;
import dev.shuttle.runtime.service.ServiceInstance;
import dev.shuttle.runtime.service.ServiceStartException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Tells of services, each message with the id of its deployment. Thread-safe. */
final class ServiceEvents {
    /** An exception's message may be as long as it likes; its reader takes no more. */
    private static final int LONGEST = 32 << 10;

    private final Consumer<Message> listener;

    ServiceEvents(Consumer<Message> listener) {
        this.listener = listener;
    }

    /** Starts a service, and tells what its providers have made even if it fails then: that exists. */
    void start(String deployment, ServiceInstance instance, Duration timeout)
            throws ServiceStartException, InterruptedException {
        try {
            instance.start(timeout);
        } finally {
            List<ResourceOutput> provisioned = instance.provisioned();
            if (!provisioned.isEmpty()) {
                tell(ResourceMessages.with(of("provisioned", deployment), provisioned));
            }
        }
    }

    void failed(String deployment, String message) {
        String told = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
        tell(of("failed", deployment).with("message", told));
    }

    void tell(Message event) {
        listener.accept(event);
    }

    static Message of(String type, String deployment) {
        return Message.of(type).with("deployment", deployment);
    }
}
