package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** Certificates of tests, signed by themselves with the JDK's keytool. */
final class SelfSigned {
    private SelfSigned() {}

    /** Writes {@code chain.pem}, {@code key.pem} and {@code NAME.p12}, with the password {@code secret}, for all of a domain. */
    static void write(Path folder, String name, String domain) throws Exception {
        write(folder, name, domain, 90);
    }

    /** For so many days. */
    static void write(Path folder, String name, String domain, int days) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "x",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:*." + domain,
                        "-validity",
                        Integer.toString(days),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        pem(folder.resolve("chain.pem"), "CERTIFICATE", keys.getCertificate("x").getEncoded());
        pem(
                folder.resolve("key.pem"),
                "PRIVATE KEY",
                keys.getKey("x", "secret".toCharArray()).getEncoded());
    }

    private static void pem(Path file, String kind, byte[] content) throws Exception {
        Files.writeString(
                file,
                "-----BEGIN " + kind + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                        + "-----\n");
    }
}
