package dev.shuttle.plugin.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.File;
import org.junit.jupiter.api.Test;

class OtherPomTest {

    @Test
    void aPomOfAnotherNameIsSaid() {
        assertEquals("-f pom-server.xml", OtherPom.before(null, new File("/app/pom-server.xml")));
        assertEquals("-f other.xml -X", OtherPom.before("-X", new File("/app/other.xml")));
    }

    @Test
    void theUsualOneAndThoseThatExtensionsWriteAreNot() {
        assertNull(OtherPom.before(null, new File("/app/pom.xml")));
        assertNull(OtherPom.before(null, new File("/app/pom.yaml")));
        assertNull(OtherPom.before(null, new File("/app/.polyglot.pom.xml")));
        assertEquals("-X", OtherPom.before("-X", null));
    }
}
