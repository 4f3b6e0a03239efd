package dev.shuttle.controlplane;

import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.os.ByteSize;
import dev.shuttle.os.DurationText;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parses the values of settings. One that cannot be used becomes a fault, and its default is returned, so that every
 * fault is found in one run.
 */
final class SettingValues {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB)?");
    private static final int SHORTEST_KEY = 20;

    private final GivenSettings given;
    private final Collection<String> faults;

    SettingValues(GivenSettings given, Collection<String> faults) {
        this.given = given;
        this.faults = faults;
    }

    String text(Setting setting) {
        return text(setting, setting.fallback());
    }

    String text(Setting setting, String fallback) {
        String value = given.value(setting);
        return value == null || value.isBlank() ? fallback : value;
    }

    String matching(Setting setting, Pattern pattern, String wanted) {
        return parsed(
                setting,
                setting.fallback(),
                wanted,
                text -> pattern.matcher(text).matches() ? text : null);
    }

    String oneOf(Setting setting, Set<String> words, String wanted) {
        return parsed(setting, setting.fallback(), wanted, text -> words.contains(text) ? text : null);
    }

    int number(Setting setting, int least, int most) {
        return number(setting, setting.fallback(), least, most);
    }

    int number(Setting setting, String fallback, int least, int most) {
        return parsed(setting, fallback, "a number from " + least + " to " + most, text -> {
            int number = Integer.parseInt(text.strip());
            return number < least || number > most ? null : number;
        });
    }

    int port(Setting setting) {
        return number(setting, 0, 65535);
    }

    /** In bytes. */
    long size(Setting setting) {
        return parsed(setting, setting.fallback(), "a size such as 256MiB, and less than 8 EiB", SettingValues::bytes);
    }

    /** In bytes; {@code least} is written as a setting would be. */
    long sizeFrom(Setting setting, String least) {
        return sizeFrom(setting, least, least + " or more");
    }

    /** As {@link #sizeFrom}; 0 is no size, and allowed. */
    long sizeOrZero(Setting setting, String least) {
        return text(setting).strip().equals("0") ? 0 : sizeFrom(setting, least, least + " or more, or 0 for no limit");
    }

    private long sizeFrom(Setting setting, String least, String wanted) {
        long bytes = size(setting);
        Long bound = bytes(least);
        if (bound != null && bytes < bound) {
            fault(setting, text(setting), wanted);
        }
        return bytes;
    }

    Duration duration(Setting setting) {
        return parsed(setting, setting.fallback(), "a duration above zero, such as 30s or PT30S", text -> {
            Duration duration = Duration.parse(DurationText.iso(text.strip()));
            return duration.isNegative() || duration.isZero() ? null : duration;
        });
    }

    Duration durationOrZero(Setting setting) {
        return parsed(setting, setting.fallback(), "a duration, such as 10s or PT10S, or PT0S", text -> {
            Duration duration = Duration.parse(DurationText.iso(text.strip()));
            return duration.isNegative() ? null : duration;
        });
    }

    /** Never shown. */
    @Nullable
    String key(Setting setting) {
        String key = given.value(setting);
        if (key != null && key.length() < SHORTEST_KEY) {
            fault(setting, "***", "a string of " + SHORTEST_KEY + " characters or more");
        }
        return key;
    }

    /** Null if it is not set, or was set to what is not a readable file. */
    @Nullable
    Path file(Setting setting) {
        String value = text(setting, "");
        return value.isEmpty() ? null : file(setting, value);
    }

    /** Several, separated as in a PATH; those that are not readable files are faults, and left out. */
    List<Path> files(Setting setting) {
        return Arrays.stream(text(setting, "").split(":", -1))
                .filter(value -> !value.isBlank())
                .flatMap(value -> Stream.ofNullable(file(setting, value.strip())))
                .toList();
    }

    private @Nullable Path file(Setting setting, String value) {
        Path file = path(value);
        if (file == null || !Files.isRegularFile(file) || !Files.isReadable(file)) {
            fault(setting, value, "a readable file");
            return null;
        }
        return file;
    }

    /** Null if it is not set, or cannot be a path. It need not exist: its disk may be mounted later. */
    @Nullable
    Path folder(Setting setting) {
        String value = text(setting, "");
        Path folder = value.isEmpty() ? null : path(value);
        if (folder == null && !value.isEmpty()) {
            fault(setting, value, "the path of a folder");
        }
        return folder == null ? null : folder.normalize();
    }

    /** Null if it is not set. The parser's own sentence is shown, which holds no password; the value is not. */
    <T> @Nullable T parsed(Setting setting, Function<String, T> parser) {
        String text = text(setting, "");
        try {
            return text.isEmpty() ? null : parser.apply(text.strip());
        } catch (IllegalArgumentException | InvalidException e) {
            fault(setting, e);
            return null;
        }
    }

    void fault(Setting setting, String value, String wanted) {
        faults.add(
                setting.variable() + " (or " + setting.flag() + ") is \"" + value + "\", but must be " + wanted + ".");
    }

    void fault(Setting setting, Exception refusal) {
        faults.add(setting.variable() + ": " + refusal.getMessage());
    }

    private static @Nullable Path path(String value) {
        try {
            return Path.of(value).toAbsolutePath();
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static @Nullable Long bytes(String text) {
        Matcher size = SIZE.matcher(text.strip());
        return size.matches() ? Math.multiplyExact(Long.parseLong(size.group(1)), ByteSize.unit(size.group(2))) : null;
    }

    private <T> T parsed(Setting setting, String fallback, String wanted, Function<String, @Nullable T> parser) {
        String value = text(setting, fallback);
        try {
            T parsed = parser.apply(value);
            if (parsed != null) {
                return parsed;
            }
        } catch (NumberFormatException | ArithmeticException | DateTimeParseException e) {
            // The fault below says it.
        }
        fault(setting, value, wanted);
        T ofDefault = parser.apply(fallback);
        if (ofDefault == null) {
            throw new IllegalStateException("default of " + setting);
        }
        return ofDefault;
    }
}
