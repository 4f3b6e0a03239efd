package dev.shuttle.runtime.plan;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the annotations of package {@code dev.shuttle}, JVMS 4.7.16 and 4.7.18; others are stepped over. */
final class AnnotationReader {
    /** Annotations within annotations: javac's own limit is lower; a hostile file must not exhaust the stack. */
    private static final int MAX_DEPTH = 32;

    private static final String OURS = "Ldev/shuttle/";

    private final ByteBuffer bytes;
    private final ConstantPool pool;

    AnnotationReader(ByteBuffer bytes, ConstantPool pool) {
        this.bytes = bytes;
        this.pool = pool;
    }

    List<AnnotationUse> annotations() throws MalformedClassException {
        List<AnnotationUse> ours = new ArrayList<>();
        for (int left = u2(); left > 0; left--) {
            String type = pool.text(u2());
            Map<String, Object> values = values(0);
            if (type.startsWith(OURS) && type.endsWith(";")) {
                ours.add(new AnnotationUse(type.substring(OURS.length(), type.length() - 1), values));
            }
        }
        return ours;
    }

    private Map<String, Object> values(int depth) throws MalformedClassException {
        Map<String, Object> values = new HashMap<>();
        for (int left = u2(); left > 0; left--) {
            String name = pool.text(u2());
            values.put(name, value(depth));
        }
        return values;
    }

    private Object value(int depth) throws MalformedClassException {
        if (depth > MAX_DEPTH) {
            throw new MalformedClassException("annotations are nested too deeply");
        }
        char tag = (char) bytes.get();
        return switch (tag) {
            case 's' -> pool.text(u2());
            case 'I' -> pool.number(u2());
            case 'Z' -> pool.number(u2()) != 0;
            case 'e' -> enumConstant();
            case 'B', 'C', 'D', 'F', 'J', 'S', 'c' -> u2();
            case '@' -> skippedAnnotation(depth);
            case '[' -> elements(depth);
            default -> throw new MalformedClassException("annotation value of unknown kind " + (int) tag);
        };
    }

    private String enumConstant() throws MalformedClassException {
        u2(); // its type
        return pool.text(u2());
    }

    private Object skippedAnnotation(int depth) throws MalformedClassException {
        int type = u2();
        values(depth + 1);
        return type;
    }

    /** Steps over the elements; none of our annotations has an array. */
    private Object elements(int depth) throws MalformedClassException {
        int count = u2();
        for (int left = count; left > 0; left--) {
            value(depth + 1);
        }
        return count;
    }

    private int u2() {
        return Short.toUnsignedInt(bytes.getShort());
    }
}
