package dev.shuttle.runtime.plan;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The constants of a class file, JVMS 4.4, decoded when asked for and once: a hostile file cannot multiply them. */
final class ConstantPool {
    private static final int UTF8 = 1;
    private static final int INTEGER = 3;
    private static final int CLASS = 7;

    private final ByteBuffer bytes;
    private final int[] offsets;
    private final @Nullable String[] texts;
    private final @Nullable String[] classNames;

    ConstantPool(ByteBuffer bytes) throws MalformedClassException {
        this.bytes = bytes;
        int count = Short.toUnsignedInt(bytes.getShort());
        offsets = new int[count];
        texts = new @Nullable String[count];
        classNames = new @Nullable String[count];
        for (int index = 1; index < count; index++) {
            offsets[index] = bytes.position();
            int tag = bytes.get();
            skip(bytes, size(tag, bytes));
            if (tag == 5 || tag == 6) {
                index++; // long and double take two numbers, JVMS 4.4.5
            }
        }
    }

    String text(int index) throws MalformedClassException {
        int offset = at(index, UTF8);
        String known = texts[index];
        if (known != null) {
            return known;
        }
        String text = decode(offset);
        texts[index] = text;
        return text;
    }

    int number(int index) throws MalformedClassException {
        return bytes.getInt(at(index, INTEGER));
    }

    /** The binary name of a class, with dots. */
    String className(int index) throws MalformedClassException {
        int offset = at(index, CLASS);
        String known = classNames[index];
        if (known != null) {
            return known;
        }
        String name = text(Short.toUnsignedInt(bytes.getShort(offset))).replace('/', '.');
        classNames[index] = name;
        return name;
    }

    private int at(int index, int tag) throws MalformedClassException {
        if (index <= 0 || index >= offsets.length || offsets[index] == 0 || bytes.get(offsets[index]) != tag) {
            throw new MalformedClassException("constant " + index + " is not of kind " + tag);
        }
        return offsets[index] + 1;
    }

    private String decode(int offset) throws MalformedClassException {
        byte[] encoded = new byte[2 + Short.toUnsignedInt(bytes.getShort(offset))];
        bytes.get(offset, encoded);
        try (var in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            return in.readUTF();
        } catch (IOException e) {
            throw new MalformedClassException("a text constant is not modified UTF-8");
        }
    }

    private static int size(int tag, ByteBuffer bytes) throws MalformedClassException {
        return switch (tag) {
            case UTF8 -> 2 + Short.toUnsignedInt(bytes.getShort(bytes.position()));
            case INTEGER, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case 5, 6 -> 8;
            case CLASS, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            default -> throw new MalformedClassException("constant of unknown kind " + tag);
        };
    }

    static void skip(ByteBuffer bytes, long length) throws MalformedClassException {
        if (length < 0 || length > bytes.remaining()) {
            throw new MalformedClassException("it ends too early");
        }
        bytes.position(bytes.position() + (int) length);
    }
}
