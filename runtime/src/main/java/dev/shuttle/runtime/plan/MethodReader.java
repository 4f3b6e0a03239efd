package dev.shuttle.runtime.plan;

import dev.shuttle.runtime.plan.MainMethod.MainParameter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads one method named {@code main}: its parameters' names and annotations. */
final class MethodReader {
    private static final int PUBLIC = 0x0001;
    private static final int STATIC = 0x0008;

    private final ByteBuffer bytes;
    private final ConstantPool pool;
    private final Map<Integer, String> namesByPosition = new HashMap<>();
    private final Map<Integer, String> namesBySlot = new HashMap<>();
    private final Map<Integer, List<AnnotationUse>> annotations = new HashMap<>();

    MethodReader(ByteBuffer bytes, ConstantPool pool) {
        this.bytes = bytes;
        this.pool = pool;
    }

    /** Reads from the method's attributes on. */
    MainMethod read(int access, String descriptor) throws MalformedClassException {
        MethodTypes types = MethodTypes.of(descriptor);
        attributes(false);
        boolean isStatic = (access & STATIC) != 0;
        List<MainParameter> parameters = new ArrayList<>();
        int slot = isStatic ? 0 : 1;
        for (int i = 0; i < types.parameters().size(); i++) {
            String type = types.parameters().get(i);
            parameters.add(new MainParameter(name(i, slot), type, annotations.getOrDefault(i, List.of())));
            slot += type.equals("long") || type.equals("double") ? 2 : 1;
        }
        return new MainMethod((access & PUBLIC) != 0, isStatic, descriptor, parameters, types.returned());
    }

    private String name(int position, int slot) {
        String name = namesByPosition.getOrDefault(position, namesBySlot.get(slot));
        return name == null ? "number " + (position + 1) : "`" + name + "`";
    }

    private void attributes(boolean ofCode) throws MalformedClassException {
        for (int left = u2(); left > 0; left--) {
            String name = pool.text(u2());
            long length = Integer.toUnsignedLong(bytes.getInt());
            int end = Math.toIntExact(Math.min(bytes.position() + length, Integer.MAX_VALUE));
            switch (name) {
                case "MethodParameters" -> methodParameters();
                case "RuntimeVisibleParameterAnnotations" -> parameterAnnotations(true);
                case "RuntimeInvisibleParameterAnnotations" -> parameterAnnotations(false);
                case "Code" -> code(ofCode);
                case "LocalVariableTable" -> localVariables();
                default -> {}
            }
            if (bytes.position() > end) { // going back would let a small file take hours
                throw new MalformedClassException("an attribute is longer than it says");
            }
            bytes.position(end); // beyond the limit: IllegalArgumentException, which the caller reports
        }
    }

    private void methodParameters() throws MalformedClassException {
        int count = Byte.toUnsignedInt(bytes.get());
        for (int i = 0; i < count; i++) {
            int name = u2();
            u2(); // access flags
            if (name != 0) {
                namesByPosition.put(i, pool.text(name));
            }
        }
    }

    private void parameterAnnotations(boolean visible) throws MalformedClassException {
        int count = Byte.toUnsignedInt(bytes.get());
        for (int i = 0; i < count; i++) {
            annotations
                    .computeIfAbsent(i, none -> new ArrayList<>())
                    .addAll(new AnnotationReader(bytes, pool).annotations(visible));
        }
    }

    private void code(boolean nested) throws MalformedClassException {
        if (nested) {
            throw new MalformedClassException("code stands within code");
        }
        bytes.getInt(); // max_stack, max_locals
        ConstantPool.skip(bytes, Integer.toUnsignedLong(bytes.getInt()));
        ConstantPool.skip(bytes, u2() * 8L); // exception table
        attributes(true);
    }

    private void localVariables() throws MalformedClassException {
        for (int left = u2(); left > 0; left--) {
            int from = u2();
            u2(); // length
            int name = u2();
            u2(); // descriptor
            int slot = u2();
            if (from == 0) {
                namesBySlot.put(slot, pool.text(name));
            }
        }
    }

    private int u2() {
        return Short.toUnsignedInt(bytes.getShort());
    }
}
