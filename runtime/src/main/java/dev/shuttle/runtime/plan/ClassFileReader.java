package dev.shuttle.runtime.plan;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads class files, JVMS 4, of any Java, newer than this one too: the version is not looked at. The bytes are hostile;
 * every fault in them is a {@link MalformedClassException}, and time and memory stay in proportion to their number.
 */
final class ClassFileReader {
    /** A class file holds at most 65535 methods of 64 KiB, but none that was written by a compiler comes near this. */
    static final int MAX_BYTES = 16 << 20;

    /** Overloads of {@code main} that are read; real classes have fewer, and each could be large. */
    private static final int MAX_MAINS = 64;

    private static final int MAGIC = 0xCAFEBABE;
    private static final int PUBLIC = 0x0001;
    private static final int PRIVATE = 0x0002;
    private static final int STATIC = 0x0008;
    private static final int ABSTRACT = 0x0400;

    /** From this version on the java command takes other forms of main, JEP 512. */
    private static final int JAVA_25 = 69;

    private static final Set<String> LAUNCHED = Set.of("()V", "([Ljava/lang/String;)V");

    private final ByteBuffer bytes;
    private final ConstantPool pool;
    private final int version;
    private boolean hasConstructor;
    private boolean hasUsableConstructor;
    private boolean hasStaticMain;
    private boolean hasInstanceMain;
    private Optional<Object> valueDefault = Optional.empty();

    private ClassFileReader(ByteBuffer bytes) throws MalformedClassException {
        this.bytes = bytes;
        if (bytes.getInt() != MAGIC) {
            throw new MalformedClassException("it is not a class file");
        }
        this.version = bytes.getInt() & 0xFFFF; // without the minor one
        this.pool = new ConstantPool(bytes);
    }

    static ClassFile read(byte[] bytes) throws MalformedClassException {
        try {
            return new ClassFileReader(ByteBuffer.wrap(bytes)).read();
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new MalformedClassException("it ends too early");
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new MalformedClassException("a length in it is wrong");
        }
    }

    private ClassFile read() throws MalformedClassException {
        int access = u2();
        String name = pool.className(u2());
        int superIndex = u2();
        String superName = superIndex == 0 ? null : pool.className(superIndex);
        List<String> interfaces = new ArrayList<>();
        for (int left = u2(); left > 0; left--) {
            interfaces.add(pool.className(u2()));
        }
        fields();
        List<MainMethod> mains = methods();
        boolean isInstantiable = hasConstructor && (access & (PUBLIC | ABSTRACT)) == PUBLIC;
        boolean isInstanceProgram = version >= JAVA_25
                && (hasStaticMain || (hasInstanceMain && hasUsableConstructor && (access & ABSTRACT) == 0));
        return new ClassFile(
                name, superName, interfaces, annotations(), mains, isInstantiable, isInstanceProgram, valueDefault);
    }

    private void fields() throws MalformedClassException {
        for (int left = u2(); left > 0; left--) {
            ConstantPool.skip(bytes, 6);
            skipAttributes();
        }
    }

    private List<MainMethod> methods() throws MalformedClassException {
        List<MainMethod> mains = new ArrayList<>();
        for (int left = u2(); left > 0; left--) {
            int access = u2();
            String name = pool.text(u2());
            String descriptor = pool.text(u2());
            if (mains.size() > MAX_MAINS) {
                throw new MalformedClassException("it has more than " + MAX_MAINS + " methods named main");
            }
            hasConstructor |= name.equals("<init>") && descriptor.equals("()V") && (access & PUBLIC) != 0;
            hasUsableConstructor |= name.equals("<init>") && descriptor.equals("()V") && (access & PRIVATE) == 0;
            if (name.equals("main")) {
                boolean isLaunched = LAUNCHED.contains(descriptor) && (access & PRIVATE) == 0;
                hasStaticMain |= isLaunched && (access & STATIC) != 0;
                hasInstanceMain |= isLaunched && (access & STATIC) == 0;
                mains.add(new MethodReader(bytes, pool).read(access, descriptor));
            } else if (name.equals("value") && descriptor.startsWith("()")) {
                valueDefault();
            } else {
                skipAttributes();
            }
        }
        return mains;
    }

    private void valueDefault() throws MalformedClassException {
        for (int left = u2(); left > 0; left--) {
            String name = pool.text(u2());
            long length = Integer.toUnsignedLong(bytes.getInt());
            if (name.equals("AnnotationDefault")) {
                valueDefault = Optional.of(new AnnotationReader(bytes, pool).value());
            } else {
                ConstantPool.skip(bytes, length);
            }
        }
    }

    private List<AnnotationUse> annotations() throws MalformedClassException {
        List<AnnotationUse> annotations = new ArrayList<>();
        for (int left = u2(); left > 0; left--) {
            String name = pool.text(u2());
            long length = Integer.toUnsignedLong(bytes.getInt());
            if (name.equals("RuntimeVisibleAnnotations")) {
                annotations.addAll(new AnnotationReader(bytes, pool).annotations(true));
            } else {
                ConstantPool.skip(bytes, length);
            }
        }
        return annotations;
    }

    private void skipAttributes() throws MalformedClassException {
        for (int left = u2(); left > 0; left--) {
            u2();
            ConstantPool.skip(bytes, Integer.toUnsignedLong(bytes.getInt()));
        }
    }

    private int u2() {
        return Short.toUnsignedInt(bytes.getShort());
    }
}
