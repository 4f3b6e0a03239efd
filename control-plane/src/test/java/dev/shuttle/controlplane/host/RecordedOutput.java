package dev.shuttle.controlplane.host;

import dev.shuttle.controlplane.log.LineSink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps lines for a test to look at. */
public final class RecordedOutput implements LineSink {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void line(String stream, String line) {
        lines.add(stream + " " + line);
    }

    @Override
    public int cut(String beginning) {
        return beginning.length();
    }

    public List<String> lines() {
        return lines;
    }

    public boolean has(String part) {
        return lines.stream().anyMatch(line -> line.contains(part));
    }
}
