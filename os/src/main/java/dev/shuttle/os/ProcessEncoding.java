package dev.shuttle.os;

import java.nio.charset.Charset;

/** The encoding in which the JDK hands environment variables to a process: that of our locale, whatever theirs is. */
public final class ProcessEncoding {
    /** From here on it is not that of file contents, which is UTF-8; see JEP 400. */
    private static final int APART = 18;

    private ProcessEncoding() {}

    /** Whether a text reaches a process as it is; what cannot be encoded would arrive as question marks. */
    public static boolean encodes(String text) {
        return charset().newEncoder().canEncode(text);
    }

    public static Charset charset() {
        return Runtime.version().feature() < APART
                ? Charset.defaultCharset()
                : Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }
}
