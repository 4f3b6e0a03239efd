package dev.shuttle.runtime.jvm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Options of the java command, by what they decide. The user's stand in the environment, where the command line, with
 * ours, wins over them; and of two collectors the JVM takes none. So ours of the same kind are left out.
 */
public final class JvmOptions {
    /** In the order in which the JVM reads them; the command line comes before the last. */
    private static final List<String> VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    /** Words between blanks, with parts in quotes: see "Using the JDK_JAVA_OPTIONS Launcher Environment Variable". */
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");

    private static final Pattern COLLECTOR =
            Pattern.compile("-XX:[+-]Use(Serial|Parallel|ParallelOld|G1|Z|Shenandoah|Epsilon)GC");

    private static final Pattern HEAP =
            Pattern.compile("(-Xmx|-XX:(MaxHeapSize|MaxRAMPercentage|MaxRAMFraction|MaxRAM)=).*");

    private static final Pattern SIZE = Pattern.compile("(?:-Xmx|-XX:MaxHeapSize=)(\\d{1,15})([kKmMgGtT]?)");

    private JvmOptions() {}

    /** The options that the java command takes from its environment. */
    public static List<String> in(Map<String, String> environment) {
        List<String> options = new ArrayList<>();
        for (String variable : VARIABLES) {
            Matcher word = WORD.matcher(environment.getOrDefault(variable, ""));
            while (word.find()) {
                options.add(word.group().replaceAll("['\"]", ""));
            }
        }
        return options;
    }

    /** Ours, but for those that decide what one of theirs decides. */
    public static List<String> without(List<String> theirs, List<String> ours) {
        Set<String> decided = new HashSet<>();
        theirs.forEach(option -> decided.add(kind(option)));
        return ours.stream().filter(option -> !decided.contains(kind(option))).toList();
    }

    /** The bytes of the heap that the last of the options asks for, if one does so by a size. */
    public static OptionalLong heap(List<String> options) {
        OptionalLong heap = OptionalLong.empty();
        for (String option : options) {
            Matcher size = SIZE.matcher(option);
            if (size.matches()) {
                int exponent = size.group(2).isEmpty()
                        ? 0
                        : "kmgt".indexOf(size.group(2).toLowerCase(Locale.ROOT)) + 1;
                heap = OptionalLong.of(Long.parseLong(size.group(1)) << (10 * exponent));
            }
        }
        return heap;
    }

    private static String kind(String option) {
        if (HEAP.matcher(option).matches()) {
            return "heap";
        } else if (COLLECTOR.matcher(option).matches()) {
            return "collector";
        } else if (option.matches("-XX:[+-](Exit|Crash)OnOutOfMemoryError")) {
            return "full heap";
        } else if (option.startsWith("-Xshare:")) {
            return "-Xshare";
        }
        return option.replaceFirst("^-XX:[+-]", "-XX:").replaceFirst("=.*", "");
    }
}
