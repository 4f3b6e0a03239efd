package dev.shuttle.runtime.plan;

import dev.shuttle.runtime.plan.AnnotationUse.TypeName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads annotations, JVMS 4.7.16 to 4.7.19, and the default of an annotation's element, 4.7.22. */
final class AnnotationReader {
    /** Annotations within annotations: javac's own limit is lower; a hostile file must not exhaust the stack. */
    private static final int MAX_DEPTH = 32;

    private final ByteBuffer bytes;
    private final ConstantPool pool;

    AnnotationReader(ByteBuffer bytes, ConstantPool pool) {
        this.bytes = bytes;
        this.pool = pool;
    }

    List<AnnotationUse> annotations(boolean visible) throws MalformedClassException {
        List<AnnotationUse> annotations = new ArrayList<>();
        for (int left = u2(); left > 0; left--) {
            String type = MethodTypes.source(pool.text(u2()));
            annotations.addAll(new AnnotationUse(type, visible, values(0)).each());
        }
        return annotations;
    }

    /** One value alone, as in {@link AnnotationUse#values()}. */
    Object value() throws MalformedClassException {
        return value(0);
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
            case 'c' -> new TypeName(MethodTypes.source(pool.text(u2())));
            case 'B', 'C', 'D', 'F', 'J', 'S' -> skippedNumber();
            case '@' -> annotation(depth);
            case '[' -> elements(depth);
            default -> throw new MalformedClassException("annotation value of unknown kind " + (int) tag);
        };
    }

    private String enumConstant() throws MalformedClassException {
        u2(); // its type
        return pool.text(u2());
    }

    private Object skippedNumber() {
        u2();
        return AnnotationUse.UNREAD;
    }

    private AnnotationUse annotation(int depth) throws MalformedClassException {
        String type = MethodTypes.source(pool.text(u2()));
        return new AnnotationUse(type, true, values(depth + 1));
    }

    private List<Object> elements(int depth) throws MalformedClassException {
        List<Object> elements = new ArrayList<>();
        for (int left = u2(); left > 0; left--) {
            elements.add(value(depth + 1));
        }
        return elements;
    }

    private int u2() {
        return Short.toUnsignedInt(bytes.getShort());
    }
}
