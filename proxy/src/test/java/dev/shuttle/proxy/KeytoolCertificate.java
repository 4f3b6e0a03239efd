package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.proxy.certificates.Certificate;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate of tests, signed by itself with the JDK's keytool, and a client's trust in it. */
public record KeytoolCertificate(X509Certificate own, PrivateKey key, Certificate served) {
    private static final char[] PASSWORD = "secret".toCharArray();

    static KeytoolCertificate of(Path folder, String host) throws Exception {
        return of(folder, host, "-validity", "90");
    }

    /** {@code more} are options of keytool. */
    public static KeytoolCertificate of(Path folder, String host, String... more) throws Exception {
        Path store = Files.createTempFile(folder, "keys", ".p12");
        Files.delete(store);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "x",
                "-dname",
                "CN=test",
                "-ext",
                "san=dns:" + host,
                "-storepass",
                "secret",
                "-keystore",
                store.toString()));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        X509Certificate own = (X509Certificate) keys.getCertificate("x");
        PrivateKey key = (PrivateKey) keys.getKey("x", PASSWORD);
        return new KeytoolCertificate(own, key, Certificate.of(List.of(own), key));
    }

    public String chainPem() throws Exception {
        return pem("CERTIFICATE", own.getEncoded());
    }

    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String kind, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }

    static SSLContext trusting(List<KeytoolCertificate> all) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (KeytoolCertificate each : all) {
            trusted.setCertificateEntry("x" + trusted.size(), each.own());
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
