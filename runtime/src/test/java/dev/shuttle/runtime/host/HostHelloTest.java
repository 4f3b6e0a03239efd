package dev.shuttle.runtime.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.runtime.service.ServiceState;
import dev.shuttle.runtime.service.ServiceStatus;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostHelloTest {

    @Test
    void namesEachServiceByItsDeployment() throws Exception {
        HostHello hello = new HostHello(
                HostMain.VERSION,
                Map.of(
                        "17", new ServiceStatus(ServiceState.RUNNING, 4711, true),
                        "18", new ServiceStatus(ServiceState.STARTING, 4712)));

        assertEquals(hello, HostHello.read(Message.decode(hello.message().encode())));
        assertTrue(hello.isUnderstood());
    }

    @Test
    void isReadFromAHostThatKnowsPortsOnly() throws Exception {
        HostHello hello = HostHello.read(Message.decode("type=hello&pid=99&version=3&services=1&service.0.deployment=17"
                + "&service.0.state=RUNNING&service.0.port=4711"));

        assertEquals(Map.of("17", new ServiceStatus(ServiceState.RUNNING, 4711, false)), hello.services());
    }

    @Test
    void isReadFromAHostOfVersion2() throws Exception {
        HostHello hello =
                HostHello.read(Message.decode("type=hello&pid=99&deployment=17&state=RUNNING&port=4711&version=2"));

        assertEquals(Map.of("17", new ServiceStatus(ServiceState.RUNNING, 4711)), hello.services());
        assertTrue(hello.isUnderstood());
    }

    @Test
    void isReadFromAHostOfVersion2ThatHasStartedNothing() throws Exception {
        HostHello hello = HostHello.read(Message.decode("type=hello&pid=99&deployment=17&state=NEW&port=0&version=2"));

        assertEquals(Map.of(), hello.services());
    }

    @Test
    void isNotUnderstoodFromAnyOtherVersion() throws Exception {
        assertFalse(HostHello.read(Message.decode("type=hello&version=1&deployment=17&state=RUNNING&port=1"))
                .isUnderstood());
        assertFalse(HostHello.read(Message.decode("type=hello&version=4")).isUnderstood());
    }

    @Test
    void isRefusedWithAStateOrANumberThatDoesNotExist() {
        assertThrows(IOException.class, () -> HostHello.read(Message.decode("type=hello&version=3&services=x")));
        assertThrows(IOException.class, () -> HostHello.read(Message.decode("type=hello&version=3&services=99999")));
        assertThrows(
                IOException.class,
                () -> HostHello.read(Message.decode("type=hello&version=2&deployment=1&state=ODD&port=1")));
    }
}
