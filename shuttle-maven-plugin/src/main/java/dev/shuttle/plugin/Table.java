package dev.shuttle.plugin;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rows of text with aligned columns. */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    /** Cells may hold text from elsewhere: what would steer a terminal or end the line is left out. */
    Table row(String... cells) {
        rows.add(Stream.of(cells)
                .map(cell -> Terminal.plain(cell).replaceAll("\\s+", " "))
                .toList());
        return this;
    }

    /** To the second, in UTC. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            line.append(cell).append(" ".repeat(width(column) - cell.length() + 2));
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> column < row.size())
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }
}
