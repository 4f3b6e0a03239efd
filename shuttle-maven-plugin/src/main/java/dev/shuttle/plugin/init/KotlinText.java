package dev.shuttle.plugin.init;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The code of a Kotlin file: comments, strings and characters are blank, and everything else stands where it stood. */
record KotlinText(String code) {

    private static final Pattern NO_CODE = Pattern.compile(
            "//[^\\r\\n]*+|/\\*[\\s\\S]*?\\*/|\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\r\\n])*+\"|'(?:\\\\.|[^'\\\\\\r\\n])++'");

    static KotlinText of(String source) {
        Matcher each = NO_CODE.matcher(source);
        StringBuilder code = new StringBuilder(source);
        while (each.find()) {
            for (int i = each.start(); i < each.end(); i++) {
                if (code.charAt(i) != '\n' && code.charAt(i) != '\r') {
                    code.setCharAt(i, ' ');
                }
            }
        }
        return new KotlinText(code.toString());
    }

    /** How many braces are open there. */
    int depth(int at) {
        int depth = 0;
        for (int i = 0; i < at; i++) {
            char each = code.charAt(i);
            depth += each == '{' ? 1 : each == '}' ? -1 : 0;
        }
        return depth;
    }

    /** The text between the last brace before a place, and that place. */
    String statementBefore(int at) {
        int begin = Math.max(code.lastIndexOf('{', at - 1), code.lastIndexOf('}', at - 1));
        return code.substring(begin + 1, at);
    }
}
