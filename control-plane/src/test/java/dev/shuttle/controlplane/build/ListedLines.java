package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.log.LineSink;
import java.util.List;

/** Adds lines to a list, without their streams. There is no secret in them. */
record ListedLines(List<String> lines) implements LineSink {

    @Override
    public void line(String stream, String line) {
        lines.add(line);
    }

    @Override
    public int cut(String beginning) {
        return beginning.length();
    }
}
