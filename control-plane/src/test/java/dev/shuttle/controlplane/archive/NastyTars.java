package dev.shuttle.controlplane.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Makers of tars: of parts that readers have stumbled over, and of ordinary files. */
final class NastyTars {
    private static final String TYPES = "0000000\0\0" + "1122223455567LLKKxxxgSVMDXAZ";

    private NastyTars() {}

    static Arbitrary<byte[]> any() {
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(6, entries()),
                        net.jqwik.api.Tuple.of(2, longNames()),
                        net.jqwik.api.Tuple.of(2, pax()),
                        net.jqwik.api.Tuple.of(1, oddHeaders()),
                        net.jqwik.api.Tuple.of(1, blocks()))
                .list()
                .ofMaxSize(12)
                .map(parts -> {
                    RawTar tar = new RawTar();
                    parts.forEach(part -> part.accept(tar));
                    return tar.toBytes();
                });
    }

    /** As the library's writer packs them. */
    static byte[] write(Map<String, byte[]> files, boolean gnu) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(gnu ? TarArchiveOutputStream.LONGFILE_GNU : TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(!gnu);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** Names of any characters that a name may have, in folders that no file has for a name. */
    static Arbitrary<Map<String, byte[]>> ordinary() {
        Arbitrary<String> part = Arbitraries.strings()
                .all()
                .excludeChars('/', '\\', '\uFFFD')
                .ofMinLength(1)
                .ofMaxLength(50)
                .map(name -> name.codePoints()
                        .filter(point ->
                                !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
        Arbitrary<String> path =
                part.list().ofMinSize(1).ofMaxSize(4).map(parts -> "d_" + String.join("/d_", parts) + "/f");
        return Arbitraries.maps(path, content(4000)).ofMaxSize(8);
    }

    private static Arbitrary<Consumer<RawTar>> entries() {
        return Combinators.combine(names(), types(), names(), content(1500))
                .as((name, type, link, content) -> tar -> tar.entry(
                        name,
                        type,
                        new String(link, StandardCharsets.ISO_8859_1),
                        type == '0' || type == 'x' ? content : new byte[0]));
    }

    private static Arbitrary<Consumer<RawTar>> longNames() {
        return names().map(name -> tar -> tar.longName(name));
    }

    private static Arbitrary<Consumer<RawTar>> pax() {
        Arbitrary<String> keys = Arbitraries.of(
                "path",
                "path",
                "linkpath",
                "size",
                "mtime",
                "comment",
                "GNU.sparse.major",
                "GNU.sparse.map",
                "a=b",
                "");
        Arbitrary<byte[]> values = Arbitraries.oneOf(
                names(),
                Arbitraries.of("0", "1", "512", "-1", "99999999999999999999", "1e9")
                        .map(RawTar::utf8));
        return Combinators.combine(keys, values).as((key, value) -> tar -> tar.pax(key, value));
    }

    /** Headers with a right checksum over one wrong field. */
    private static Arbitrary<Consumer<RawTar>> oddHeaders() {
        return Combinators.combine(
                        names(),
                        types(),
                        Arbitraries.integers().between(0, 511),
                        Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(12))
                .as((name, type, at, bytes) -> tar -> {
                    byte[] header = RawTar.header(name, type, 0, new byte[0]);
                    System.arraycopy(bytes, 0, header, at, Math.min(bytes.length, header.length - at));
                    tar.block(RawTar.checked(header));
                });
    }

    private static Arbitrary<Consumer<RawTar>> blocks() {
        return content(1500).map(content -> tar -> tar.block(content));
    }

    private static Arbitrary<Character> types() {
        return Arbitraries.of(TYPES.chars().mapToObj(c -> (char) c).toList());
    }

    private static Arbitrary<byte[]> names() {
        Arbitrary<String> parts = Arbitraries.of(
                "a",
                "b",
                "c",
                "f",
                ".",
                "..",
                "",
                "a?",
                "\u00e9",
                "\ud83d\ude00",
                "l",
                "n".repeat(99),
                "n".repeat(255),
                "n".repeat(256),
                "x\ty",
                "x\\y",
                "x\0y",
                "\ufffd",
                "\u202e");
        Arbitrary<byte[]> paths = parts.list().ofMinSize(1).ofMaxSize(4).map(all -> RawTar.utf8(String.join("/", all)));
        Arbitrary<byte[]> deep = Arbitraries.integers().between(1, 2100).map(depth -> RawTar.utf8("d/".repeat(depth)));
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(30);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(12, paths), net.jqwik.api.Tuple.of(1, deep), net.jqwik.api.Tuple.of(1, bytes));
    }

    /** Of one byte over and over, so that archives stay small and unlike headers, or of a header's look. */
    private static Arbitrary<byte[]> content(int longest) {
        Arbitrary<byte[]> plain = Combinators.combine(Arbitraries.integers().between(0, longest), Arbitraries.bytes())
                .as((length, value) -> {
                    byte[] content = new byte[length];
                    Arrays.fill(content, value);
                    return content;
                });
        List<byte[]> headers = List.of(
                RawTar.header(RawTar.utf8("../f"), '0', 0, new byte[0]),
                RawTar.header(RawTar.utf8("a"), '2', 0, RawTar.utf8("..")));
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(8, plain), net.jqwik.api.Tuple.of(1, Arbitraries.of(headers)));
    }
}
