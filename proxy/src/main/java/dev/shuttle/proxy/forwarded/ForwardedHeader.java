package dev.shuttle.proxy.forwarded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code Forwarded}, RFC 7239: one element a hop, each with what it says of the hop before. */
public final class ForwardedHeader {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern PAIR = Pattern.compile("\\s*(?<name>" + TOKEN
            + ")=(?:(?<token>[^\\s;,\"]+)|\"(?<quoted>[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\")\\s*(?<end>[;,]|$)");

    /** Longer than any chain of proxies makes it. */
    private static final int LONGEST = 4096;

    private ForwardedHeader() {}

    /** The elements' parameters, by lower-case name, the nearest hop last; empty if there is none, or one is malformed. */
    public static List<Map<String, String>> parse(List<String> headers) {
        List<Map<String, String>> elements = new ArrayList<>();
        for (String header : headers) {
            Matcher pair = PAIR.matcher(header);
            Map<String, String> element = new HashMap<>();
            if (header.length() > LONGEST) {
                return List.of();
            }
            int at = 0;
            while (at < header.length()) {
                if (!pair.find(at) || pair.start() != at) {
                    return List.of();
                }
                String token = pair.group("token");
                String value = token == null ? pair.group("quoted").replaceAll("\\\\(.)", "$1") : token;
                element.put(pair.group("name").toLowerCase(Locale.ROOT), value);
                at = pair.end();
                if (!";".equals(pair.group("end"))) {
                    elements.add(element);
                    element = new HashMap<>();
                }
            }
        }
        return elements;
    }

    /** An address as the value of {@code for} (section 6): that of IPv6 in brackets and quotes. */
    public static String node(String address) {
        return address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
    }
}
