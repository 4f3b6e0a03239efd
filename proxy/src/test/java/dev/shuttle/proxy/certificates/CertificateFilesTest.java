package dev.shuttle.proxy.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.proxy.KeytoolCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {
    @TempDir
    Path folder;

    private Path chain;
    private Path key;
    private long time = 1_000_000;

    @BeforeEach
    void files() {
        chain = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
    }

    private void write(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(time++ * 1000));
    }

    /** A renewal writes one after the other, and an operator may take the wrong one. */
    @Test
    void aCertificateIsNotUsedWithTheKeyOfAnother() throws Exception {
        KeytoolCertificate first = KeytoolCertificate.of(folder, "first.test", "-validity", "90");
        KeytoolCertificate second = KeytoolCertificate.of(folder, "second.test", "-validity", "90");
        write(chain, first.chainPem());
        write(key, second.keyPem());
        IOException refused = assertThrows(IOException.class, () -> CertificateFiles.of(chain, key));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("is the key that of the certificate?"),
                refused::toString);

        write(key, first.keyPem());
        CertificateFiles files = CertificateFiles.of(chain, key);
        write(chain, second.chainPem());
        files.renew();
        assertTrue(files.current().covers("first.test"));
        assertTrue(files.fault().orElse("").contains("is the key that of the certificate?"), () -> files.fault() + "");

        write(key, second.keyPem());
        files.renew();
        assertTrue(files.current().covers("second.test"));
        assertEquals(Optional.empty(), files.fault());
    }

    @Test
    void oneThatHasEndedTakesTheOthersPlaceOnlyIfThatHasToo() throws Exception {
        KeytoolCertificate ended = KeytoolCertificate.of(folder, "ended.test", "-startdate", "-3d", "-validity", "1");
        KeytoolCertificate good = KeytoolCertificate.of(folder, "good.test", "-validity", "90");
        write(chain, ended.chainPem());
        write(key, ended.keyPem());
        CertificateFiles files = CertificateFiles.of(chain, key);
        assertTrue(files.current().covers("ended.test"), "A start does not wait for another");

        write(chain, good.chainPem());
        write(key, good.keyPem());
        files.renew();
        assertTrue(files.current().covers("good.test"));

        write(chain, ended.chainPem());
        write(key, ended.keyPem());
        files.renew();
        assertTrue(files.current().covers("good.test"));
        assertTrue(files.fault().orElse("").contains("has ended on"), () -> files.fault() + "");
    }
}
