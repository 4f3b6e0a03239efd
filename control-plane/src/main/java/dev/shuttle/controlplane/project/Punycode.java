package dev.shuttle.controlplane.project;

import java.util.Optional;

/** Labels of host names in ASCII, RFC 3492. The JDK has it too, but only behind the mapping of IDNA 2003. */
final class Punycode {
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 128;

    /** Of a label. */
    private static final int LONGEST = 63;

    private Punycode() {}

    /** Of a label of at most 63 characters. */
    static String encode(String label) {
        int[] points = label.codePoints().toArray();
        StringBuilder output = new StringBuilder();
        label.codePoints().filter(point -> point < INITIAL_N).forEach(output::appendCodePoint);
        int basic = output.length();
        int handled = basic;
        if (basic > 0) {
            output.append('-');
        }
        int n = INITIAL_N;
        int delta = 0;
        int bias = INITIAL_BIAS;
        while (handled < points.length) {
            int next = smallestFrom(points, n);
            delta += (next - n) * (handled + 1);
            n = next;
            for (int point : points) {
                if (point < n) {
                    delta++;
                } else if (point == n) {
                    append(output, delta, bias);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return output.toString();
    }

    private static int smallestFrom(int[] points, int least) {
        int smallest = Integer.MAX_VALUE;
        for (int point : points) {
            smallest = point >= least ? Math.min(smallest, point) : smallest;
        }
        return smallest;
    }

    private static void append(StringBuilder output, int delta, int bias) {
        int rest = delta;
        for (int k = BASE; ; k += BASE) {
            int threshold = threshold(k, bias);
            if (rest < threshold) {
                output.append(digit(rest));
                return;
            }
            output.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    /** Empty for what is no encoding. */
    static Optional<String> decode(String encoded) {
        int last = encoded.lastIndexOf('-');
        StringBuilder output = new StringBuilder(last > 0 ? encoded.substring(0, last) : "");
        int n = INITIAL_N;
        int bias = INITIAL_BIAS;
        long at = 0;
        int position = last > 0 ? last + 1 : 0;
        while (position < encoded.length() && encoded.length() <= LONGEST) {
            long before = at;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = position < encoded.length() ? Character.digit(encoded.charAt(position), BASE) : -1;
                // The digits of Java are 0 to 9 and then letters; those of Punycode are the other way round.
                digit = digit < 0 ? -1 : digit < 10 ? digit + T_MAX : digit - 10;
                position++;
                at += digit * weight;
                if (digit < 0 || at > Integer.MAX_VALUE) {
                    return Optional.empty();
                }
                int threshold = threshold(k, bias);
                if (digit < threshold) {
                    break;
                }
                weight *= BASE - threshold;
            }
            int length = output.codePointCount(0, output.length()) + 1;
            bias = adapt((int) (at - before), length, before == 0);
            n += (int) (at / length);
            if (!Character.isValidCodePoint(n)) {
                return Optional.empty();
            }
            int index = output.offsetByCodePoints(0, (int) (at % length));
            output.insert(index, Character.toString(n));
            at = at % length + 1;
        }
        return Optional.of(output.toString());
    }

    private static int threshold(int k, int bias) {
        return Math.min(Math.max(k - bias, T_MIN), T_MAX);
    }

    private static char digit(int value) {
        return (char) (value < T_MAX ? 'a' + value : '0' + value - T_MAX);
    }

    private static int adapt(int delta, int points, boolean first) {
        int rest = first ? delta / DAMP : delta / 2;
        rest += rest / points;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
    }
}
