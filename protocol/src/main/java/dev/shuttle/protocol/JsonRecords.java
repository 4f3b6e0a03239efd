package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the API's records as {@link Json#MAPPER} does, with a twentieth of its classes: a client that asks once has nothing
 * else to load them for, and they take longer than the call. What holds more than text, numbers, instants, URIs, states,
 * lists and records is read by the mapper. Thread-safe.
 */
public final class JsonRecords {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonRecords() {}

    /** Throws a JsonProcessingException if it is not JSON of that kind. */
    public static <T> @Nullable T read(byte[] json, TypeReference<T> kind) throws IOException {
        if (!isSimple(kind.getType())) {
            return Json.MAPPER.readValue(json, kind);
        }
        try (JsonParser parser = FACTORY.createParser(json)) {
            @SuppressWarnings("unchecked") // made of that type
            T value = (T) read(parser, kind.getType());
            return value;
        }
    }

    /** The same of text. */
    public static <T extends Record> T read(String json, Class<T> kind) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            Object value = read(parser, kind);
            if (value == null) {
                throw new JsonParseException(parser, "null is not a valid " + kind.getSimpleName());
            }
            return kind.cast(value);
        }
    }

    private static boolean isSimple(Type type) {
        if (type instanceof ParameterizedType generic) {
            return (generic.getRawType() == List.class || generic.getRawType() == Page.class)
                    && isSimple(generic.getActualTypeArguments()[0]);
        }
        if (!(type instanceof Class<?> plain)) {
            return false;
        }
        return plain.isEnum()
                || List.of(String.class, URI.class, Instant.class).contains(plain)
                || List.of(int.class, long.class, boolean.class, Integer.class, Long.class, Boolean.class)
                        .contains(plain)
                || List.of(double.class, Double.class).contains(plain)
                || (plain.isRecord() && isSimpleRecord(plain));
    }

    private static boolean isSimpleRecord(Class<?> type) {
        return Arrays.stream(type.getDeclaredConstructors())
                        .noneMatch(constructor -> constructor.isAnnotationPresent(JsonCreator.class))
                && Arrays.stream(type.getDeclaredMethods())
                        .noneMatch(method -> method.isAnnotationPresent(JsonCreator.class))
                && Arrays.stream(type.getRecordComponents()).allMatch(each -> isSimple(each.getGenericType()));
    }

    private static @Nullable Object read(JsonParser parser, Type type) throws IOException {
        if (parser.nextToken() == null) {
            throw new JsonParseException(parser, "nothing is there");
        }
        return value(parser, type);
    }

    private static @Nullable Object value(JsonParser parser, Type type) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (type instanceof ParameterizedType generic) {
            Type argument = generic.getActualTypeArguments()[0];
            return generic.getRawType() == Page.class ? page(parser, argument) : list(parser, argument);
        }
        Class<?> plain = (Class<?>) type;
        return plain.isRecord() ? record(parser, plain) : scalar(parser, plain);
    }

    private static Page<?> page(JsonParser parser, Type argument) throws IOException {
        Map<String, Object> members = members(parser, name -> switch (name) {
            case "items" -> inner -> list(inner, argument);
            case "next" -> inner -> value(inner, String.class);
            default -> null;
        });
        @SuppressWarnings("NullAway") // the client refuses a page without items
        Page<?> page = new Page<>((List<?>) members.get("items"), (String) members.get("next"));
        return page;
    }

    private static List<@Nullable Object> list(JsonParser parser, Type argument) throws IOException {
        require(parser, parser.currentToken() == JsonToken.START_ARRAY, "a list");
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser, argument));
        }
        return items;
    }

    private static Object record(JsonParser parser, Class<?> type) throws IOException {
        RecordComponent[] components = type.getRecordComponents();
        Map<String, Type> types = new HashMap<>();
        for (RecordComponent component : components) {
            types.put(component.getName(), component.getGenericType());
        }
        Map<String, Object> members = members(parser, name -> {
            Type of = types.get(name);
            return of == null ? null : inner -> value(inner, of);
        });
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(Arrays.stream(components)
                    .map(each -> members.getOrDefault(each.getName(), absent(each.getType())))
                    .toArray());
        } catch (InvocationTargetException refused) {
            throw new JsonParseException(parser, "not a valid " + type.getSimpleName(), refused.getCause());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private interface Reader {
        @Nullable
        Object read(JsonParser parser) throws IOException;
    }

    private interface Readers {
        @Nullable
        Reader of(String member);
    }

    /** Those that are not null, by name. */
    private static Map<String, Object> members(JsonParser parser, Readers readers) throws IOException {
        require(parser, parser.currentToken() == JsonToken.START_OBJECT, "an object");
        Map<String, Object> members = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            Reader reader = readers.of(name);
            Object value = reader == null ? null : reader.read(parser);
            if (reader == null) {
                parser.skipChildren();
            }
            if (value != null) {
                members.put(name, value);
            }
        }
        return members;
    }

    private static @Nullable Object absent(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == double.class) {
            return 0.0;
        }
        return type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null;
    }

    private static Object scalar(JsonParser parser, Class<?> type) throws IOException {
        require(parser, parser.currentToken().isScalarValue(), "a single value");
        String text = parser.getText();
        try {
            if (type == boolean.class || type == Boolean.class) {
                return parser.getBooleanValue();
            }
            if (type == int.class || type == Integer.class) {
                return parser.getIntValue();
            }
            if (type == long.class || type == Long.class) {
                return parser.getLongValue();
            }
            if (type == double.class || type == Double.class) {
                return parser.getDoubleValue();
            }
            if (type == URI.class) {
                return URI.create(text);
            }
            return type == Instant.class ? Instant.parse(text) : type.isEnum() ? constant(parser, type, text) : text;
        } catch (IllegalArgumentException | DateTimeParseException refused) {
            throw new JsonParseException(parser, "not a valid " + type.getSimpleName(), refused);
        }
    }

    /** The API writes them in lower case. */
    private static Object constant(JsonParser parser, Class<?> type, String text) throws JsonParseException {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        throw new JsonParseException(parser, "not a valid " + type.getSimpleName());
    }

    private static void require(JsonParser parser, boolean valid, String expected) throws JsonParseException {
        if (!valid) {
            throw new JsonParseException(parser, "not " + expected);
        }
    }
}
