package dev.shuttle.runtime.host;

import dev.shuttle.runtime.service.ResourceOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@link ResourceOutput}s as fields of a message. */
public final class ResourceMessages {
    /** Far more than parameters of a method, JVMS 4.3.3. */
    private static final int MAX_RESOURCES = 1000;

    private ResourceMessages() {}

    /**
     * Adds outputs.
     *
     * @param message of any type
     * @param outputs with all their values
     * @return a copy with them
     */
    public static Message with(Message message, List<ResourceOutput> outputs) {
        Message.Builder more = Message.builder(message.type());
        message.fields().forEach(more::put);
        put(more, outputs);
        return more.build();
    }

    static void put(Message.Builder message, List<ResourceOutput> outputs) {
        message.put("resources", outputs.size());
        int at = 0;
        for (ResourceOutput output : outputs) {
            String prefix = "resource." + at++ + ".";
            message.put(prefix + "type", output.type());
            message.put(prefix + "name", output.name());
            output.values().forEach((key, value) -> message.put(prefix + "value." + key, value));
        }
    }

    /**
     * Reads the outputs.
     *
     * @param message as {@link #with} made it
     * @return the outputs, in order; none if it has none
     * @throws IOException if they cannot be understood
     */
    public static List<ResourceOutput> read(Message message) throws IOException {
        List<ResourceOutput> outputs = new ArrayList<>();
        int count = count(message.get("resources"));
        for (int i = 0; i < count; i++) {
            String prefix = "resource." + i + ".";
            Map<String, String> values = new HashMap<>();
            String ofValues = prefix + "value.";
            message.fields().forEach((name, value) -> {
                if (name.startsWith(ofValues)) {
                    values.put(name.substring(ofValues.length()), value);
                }
            });
            outputs.add(new ResourceOutput(message.get(prefix + "type"), message.get(prefix + "name"), values));
        }
        return outputs;
    }

    private static int count(String text) throws IOException {
        try {
            int count = text.isEmpty() ? 0 : Integer.parseInt(text);
            if (count >= 0 && count <= MAX_RESOURCES) {
                return count;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new RefusedMessageException("a message says that it holds a wrong number of resources");
    }
}
