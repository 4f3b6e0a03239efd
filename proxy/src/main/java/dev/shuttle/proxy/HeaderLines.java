package dev.shuttle.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of a message in HTTP/1.1, in their order. Those that arrived stay bytes until their text is asked for, and
 * go on as bytes. Names are compared without regard to case (RFC 9110 section 5.1). Not thread-safe.
 */
final class HeaderLines extends HttpHeaders {
    private static final int FEW = 16;
    private static final byte[] NO_BYTES = {};
    private static final int SEPARATORS = ": \r\n".length();
    private static final int USUAL_SIZE = 4 * 1024;
    private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[USUAL_SIZE];
        }
    };

    private final byte[] head;
    private HeaderName[] names = new HeaderName[FEW];
    /** Of each line that arrived: where it starts and where its value does, in {@link #head}; else the line was made here. */
    private int[] starts = new int[FEW];

    private int[] valueStarts = new int[FEW];
    private int[] valueEnds = new int[FEW];
    private @Nullable String[] values = new String[FEW];
    private int size;

    HeaderLines() {
        this(NO_BYTES);
    }

    /** Of a head that arrived in these bytes, which nothing changes any more; its lines are told by {@link #arrived}. */
    HeaderLines(byte[] head) {
        this.head = head;
    }

    /** A line {@code Name: value}, from {@code start} on; behind its value are CR and LF. */
    void arrived(HeaderName name, int start, int valueStart, int valueEnd) {
        append(name, null);
        starts[size - 1] = start;
        valueStarts[size - 1] = valueStart;
        valueEnds[size - 1] = valueEnd;
    }

    /** The lines whose names are wanted, in a list of their own. */
    HeaderLines only(Predicate<HeaderName> wanted) {
        HeaderLines copy = new HeaderLines(head);
        for (int i = 0; i < size; i++) {
            if (wanted.test(names[i])) {
                copy.append(names[i], values[i]);
                copy.starts[copy.size - 1] = starts[i];
                copy.valueStarts[copy.size - 1] = valueStarts[i];
                copy.valueEnds[copy.size - 1] = valueEnds[i];
            }
        }
        return copy;
    }

    void removeIf(Predicate<HeaderName> unwanted) {
        removeFrom(0, unwanted);
    }

    private void removeFrom(int first, Predicate<HeaderName> unwanted) {
        int kept = first;
        for (int i = first; i < size; i++) {
            if (!unwanted.test(names[i])) {
                names[kept] = names[i];
                starts[kept] = starts[i];
                valueStarts[kept] = valueStarts[i];
                valueEnds[kept] = valueEnds[i];
                values[kept] = values[i];
                kept++;
            }
        }
        size = kept;
    }

    /** Writes all lines, each with CR and LF behind it, and none after the last. */
    void writeTo(ByteBuf buffer) {
        byte[] out = SCRATCH.get();
        int at = 0;
        for (int i = 0; i < size; i++) {
            boolean arrived = isArrived(i);
            int last = i;
            while (arrived && last + 1 < size && isArrived(last + 1) && starts[last + 1] == valueEnds[last] + 2) {
                last++;
            }
            int length = arrived
                    ? valueEnds[last] + 2 - starts[i]
                    : names[i].text().length() + value(i).length() + SEPARATORS;
            if (length > out.length - at) {
                buffer.writeBytes(out, 0, at);
                at = 0;
                out = length > out.length ? new byte[length] : out;
            }
            if (arrived) {
                System.arraycopy(head, starts[i], out, at, length);
                at += length;
                i = last;
            } else {
                at = write(names[i].text(), out, at);
                out[at++] = ':';
                out[at++] = ' ';
                at = write(value(i), out, at);
                out[at++] = '\r';
                out[at++] = '\n';
            }
        }
        buffer.writeBytes(out, 0, at);
    }

    @SuppressWarnings("deprecation") // it takes the low bytes of a text, which here has no others
    private static int write(String text, byte[] to, int at) {
        text.getBytes(0, text.length(), to, at);
        return at + text.length();
    }

    private boolean isArrived(int line) {
        return valueStarts[line] > 0;
    }

    private String value(int line) {
        String value = values[line];
        if (value == null) {
            value = new String(
                    head, valueStarts[line], valueEnds[line] - valueStarts[line], StandardCharsets.ISO_8859_1);
            values[line] = value;
        }
        return value;
    }

    private void append(HeaderName name, @Nullable String value) {
        if (size == names.length) {
            int more = size * 2;
            names = Arrays.copyOf(names, more);
            starts = Arrays.copyOf(starts, more);
            valueStarts = Arrays.copyOf(valueStarts, more);
            valueEnds = Arrays.copyOf(valueEnds, more);
            values = Arrays.copyOf(values, more);
        }
        names[size] = name;
        valueStarts[size] = 0;
        values[size] = value;
        size++;
    }

    /** Adds a line to the end, with a value that is known to be one. */
    void add(HeaderName name, String value) {
        append(name, value);
    }

    private int find(String name) {
        for (int i = 0; i < size; i++) {
            if (names[i].is(name)) {
                return i;
            }
        }
        return -1;
    }

    /** A value that would end its line is no value (RFC 9110 section 5.5). */
    private static String checked(Object value) {
        String text = value.toString();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("a header's value has the character " + (int) c);
            }
        }
        return text;
    }

    @Override
    public @Nullable String get(String name) {
        int line = find(name);
        return line < 0 ? null : value(line);
    }

    @Override
    public List<String> getAll(String name) {
        int first = find(name);
        if (first < 0) {
            return List.of();
        }
        List<String> all = new ArrayList<>(1);
        for (int i = first; i < size; i++) {
            if (names[i].is(name)) {
                all.add(value(i));
            }
        }
        return all;
    }

    @Override
    public boolean contains(String name) {
        return find(name) >= 0;
    }

    @Override
    public Iterator<String> valueStringIterator(CharSequence name) {
        return getAll(name.toString()).iterator();
    }

    @Override
    public Iterator<String> valueCharSequenceIterator(CharSequence name) {
        return valueStringIterator(name);
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Set<String> names() {
        Set<String> all = new LinkedHashSet<>();
        for (int i = 0; i < size; i++) {
            all.add(names[i].text());
        }
        return all;
    }

    @Override
    public List<Map.Entry<String, String>> entries() {
        List<Map.Entry<String, String>> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(new SimpleImmutableEntry<>(names[i].text(), value(i)));
        }
        return all;
    }

    @Override
    @SuppressWarnings("deprecation") // a loop over headers calls it
    public Iterator<Map.Entry<String, String>> iterator() {
        return entries().iterator();
    }

    @Override
    public Iterator<Map.Entry<CharSequence, CharSequence>> iteratorCharSequence() {
        List<Map.Entry<CharSequence, CharSequence>> all = new ArrayList<>(size);
        entries().forEach(each -> all.add(new SimpleImmutableEntry<>(each.getKey(), each.getValue())));
        return all.iterator();
    }

    @Override
    public HttpHeaders add(String name, Object value) {
        append(HeaderName.of(name), checked(value));
        return this;
    }

    @Override
    public HttpHeaders add(String name, Iterable<?> all) {
        all.forEach(value -> add(name, value));
        return this;
    }

    /** Takes the place of the first that there is. */
    @Override
    public HttpHeaders set(String name, Object value) {
        int line = find(name);
        if (line < 0) {
            return add(name, value);
        }
        String text = checked(value);
        if (!value(line).equals(text)) {
            values[line] = text;
            valueStarts[line] = 0;
        }
        removeFrom(line + 1, each -> each.is(name));
        return this;
    }

    @Override
    public HttpHeaders set(String name, Iterable<?> all) {
        return remove(name).add(name, all);
    }

    @Override
    public HttpHeaders remove(String name) {
        removeIf(each -> each.is(name));
        return this;
    }

    @Override
    public HttpHeaders clear() {
        size = 0;
        return this;
    }

    @Override
    public @Nullable Integer getInt(CharSequence name) {
        String value = get(name);
        return value == null ? null : number(value, Integer::valueOf);
    }

    @Override
    public int getInt(CharSequence name, int otherwise) {
        Integer value = getInt(name);
        return value == null ? otherwise : value;
    }

    @Override
    public @Nullable Short getShort(CharSequence name) {
        String value = get(name);
        return value == null ? null : number(value, Short::valueOf);
    }

    @Override
    public short getShort(CharSequence name, short otherwise) {
        Short value = getShort(name);
        return value == null ? otherwise : value;
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // Netty's parser gives one
    public @Nullable Long getTimeMillis(CharSequence name) {
        String value = get(name);
        Date date = value == null ? null : DateFormatter.parseHttpDate(value);
        return date == null ? null : date.getTime();
    }

    @Override
    public long getTimeMillis(CharSequence name, long otherwise) {
        Long value = getTimeMillis(name);
        return value == null ? otherwise : value;
    }

    private static <T> @Nullable T number(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public HttpHeaders addInt(CharSequence name, int value) {
        return add(name, value);
    }

    @Override
    public HttpHeaders addShort(CharSequence name, short value) {
        return add(name, value);
    }

    @Override
    public HttpHeaders setInt(CharSequence name, int value) {
        return set(name, value);
    }

    @Override
    public HttpHeaders setShort(CharSequence name, short value) {
        return set(name, value);
    }
}
