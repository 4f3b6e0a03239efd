package dev.shuttle.controlplane.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to addresses that users choose. */
@Timeout(60)
class EgressTest {
    private final AtomicInteger accepted = new AtomicInteger();
    private ServerSocket server;
    private Egress egress;

    @BeforeEach
    void open() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        egress = new Egress(Duration.ofSeconds(10), null);
    }

    @AfterEach
    void close() throws Exception {
        egress.close();
        server.close();
    }

    /** One connection. */
    private interface Behaviour {
        void serve(InputStream in, OutputStream out) throws Exception;
    }

    private void serve(Behaviour behaviour) {
        Thread unused = DaemonThreads.start("test-receiver", () -> {
            while (true) {
                try (Socket socket = server.accept()) {
                    accepted.incrementAndGet();
                    behaviour.serve(socket.getInputStream(), socket.getOutputStream());
                } catch (SocketException e) {
                    if (server.isClosed()) {
                        return;
                    }
                } catch (Exception e) {
                    return;
                }
            }
        });
    }

    private static Behaviour answering(String answer) {
        return (in, out) -> {
            readHead(in);
            out.write(answer.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        };
    }

    private static void readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after " + head);
            }
            head.append((char) next);
        }
    }

    private int post(String host, Reach reach) throws IOException {
        URI uri = URI.create("http://" + host + ":" + server.getLocalPort() + "/path?query");
        return egress.post(uri, Map.of(), new byte[0], reach);
    }

    private int post() throws IOException {
        return post("127.0.0.1", Reach.ANYWHERE);
    }

    @Test
    void returnsTheStatusAndSkipsInterimAnswers() throws Exception {
        serve(answering("HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"));

        assertEquals(204, post());
    }

    @Test
    void sendsPathQueryAndHost() throws Exception {
        StringBuilder seen = new StringBuilder();
        serve((in, out) -> {
            for (int next = in.read(); !seen.toString().endsWith("\r\n\r\n"); next = in.read()) {
                seen.append((char) next);
                if (seen.toString().endsWith("\r\n\r\n")) {
                    break;
                }
            }
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        });

        assertEquals(200, post());
        assertTrue(seen.toString().startsWith("POST /path?query HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort()));
    }

    @Test
    void doesNotFollowARedirect() throws Exception {
        serve(answering("HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:" + server.getLocalPort() + "/x\r\n\r\n"));

        assertEquals(307, post());
        assertEquals(1, accepted.get());
    }

    @Test
    void endsAReceiverThatIsSilent() {
        egress.close();
        egress = new Egress(Duration.ofMillis(200), null);
        serve((in, out) -> {
            readHead(in);
            readHead(in); // of which none comes
        });

        assertThrows(SocketTimeoutException.class, this::post);
    }

    @Test
    void endsAReceiverThatSendsAByteNowAndThen() {
        egress.close();
        egress = new Egress(Duration.ofMillis(300), null);
        serve((in, out) -> {
            readHead(in);
            while (true) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0, 1);
                out.flush();
                LockSupport.parkNanos(20_000_000);
            }
        });

        assertThrows(SocketTimeoutException.class, this::post);
    }

    @Test
    void endsAReceiverThatReadsNothing() {
        egress.close();
        egress = new Egress(Duration.ofMillis(300), null);
        URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");

        assertThrows(
                SocketTimeoutException.class, () -> egress.post(uri, Map.of(), new byte[64 << 20], Reach.ANYWHERE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SSH-2.0-OpenSSH\r\n", "HTTP/2 200\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 999 x\r\n\r\n"
            })
    void refusesWhatIsNotHttp(String answer) {
        serve(answering(answer));

        IOException e = assertThrows(IOException.class, this::post);
        assertEquals("its answer is not HTTP/1.1", EgressFaults.reason(e));
    }

    @Test
    void readsNoMoreThanAFewKilobytes() {
        serve(answering("HTTP/1.1 200 " + "x".repeat(100_000)));

        assertThrows(IOException.class, this::post);
    }

    @Test
    void refusesTheControlPlaneItselfByEveryName() {
        serve(answering("HTTP/1.1 200 OK\r\n\r\n"));
        egress.refuse(server.getLocalPort());

        for (String host : List.of("127.0.0.1", "127.1.2.3", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]")) {
            assertThrows(RefusedAddressException.class, () -> post(host, Reach.ANYWHERE), host);
            URI uri = URI.create("http://" + host + ":" + server.getLocalPort() + "/");
            assertThrows(RefusedAddressException.class, () -> egress.check(uri, Reach.ANYWHERE), host);
        }
        assertEquals(0, accepted.get());
    }

    @Test
    void refusesAPrivateAddressUnlessAnAdministratorSetIt() throws Exception {
        serve(answering("HTTP/1.1 200 OK\r\n\r\n"));

        assertThrows(RefusedAddressException.class, () -> post("127.0.0.1", Reach.PUBLIC));
        assertThrows(RefusedAddressException.class, () -> post("localhost", Reach.PUBLIC));
        assertEquals(0, accepted.get());
        assertEquals(200, post("localhost", Reach.ANYWHERE));
    }

    /** DNS rebinding: public when it is looked at, private when it is dialled. */
    @Test
    void dialsTheVeryAddressThatItChecked() throws Exception {
        egress.close();
        AtomicInteger asked = new AtomicInteger();
        egress = new Egress(Duration.ofMillis(300), null, host -> {
            String address = asked.getAndIncrement() == 0 ? "192.0.2.1" : "127.0.0.1";
            return new InetAddress[] {InetAddress.getByName(address)};
        });
        serve(answering("HTTP/1.1 200 OK\r\n\r\n"));
        URI uri = URI.create("http://rebinding.example:" + server.getLocalPort() + "/");

        assertThrows(IOException.class, () -> egress.post(uri, Map.of(), new byte[0], Reach.ANYWHERE));

        assertEquals(1, asked.get());
        assertEquals(0, accepted.get());
    }

    @Test
    void dialsNoneOfTheRefusedAddressesOfAName() throws Exception {
        egress.close();
        egress = new Egress(Duration.ofMillis(300), null, host -> new InetAddress[] {
            InetAddress.getLoopbackAddress(), InetAddress.getByName("169.254.169.254"), InetAddress.getByName("fe80::1")
        });
        serve(answering("HTTP/1.1 200 OK\r\n\r\n"));

        assertThrows(RefusedAddressException.class, () -> post("evil.example", Reach.PUBLIC));
        assertEquals(0, accepted.get());
    }

    @Test
    void doesNotFallBackFromTlsToClearText() {
        serve((in, out) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            in.readAllBytes();
        });
        URI uri = URI.create("https://127.0.0.1:" + server.getLocalPort() + "/");

        IOException e = assertThrows(IOException.class, () -> egress.post(uri, Map.of(), new byte[0], Reach.ANYWHERE));
        assertEquals("its certificate or TLS version is not accepted", EgressFaults.reason(e));
    }

    @Test
    void aRedirectFromOutsideDoesNotLeadToThisMachine() throws Exception {
        InetAddress outside = InetAddress.getByName("192.0.2.1");
        for (String inside : List.of("127.0.0.1", "::1", "0.0.0.0", "169.254.169.254", "fe80::1")) {
            InetAddress target = InetAddress.getByName(inside);
            assertTrue(AddressRules.leadsInside(outside, target), inside);
            assertFalse(AddressRules.leadsInside(InetAddress.getLoopbackAddress(), target), inside);
        }
        assertFalse(AddressRules.leadsInside(outside, InetAddress.getByName("10.0.0.1")));
        URI from = URI.create("http://192.0.2.1/repository/");
        assertThrows(
                RefusedAddressException.class, () -> Egress.checkRedirect(from, URI.create("http://127.0.0.1:8001/")));
        Egress.checkRedirect(from, URI.create("http://192.0.2.1:8080/"));
        URI knownToAProxy = URI.create("http://repository.invalid/");
        for (String inside : List.of("127.0.0.1", "localhost", "api.localhost", "[::1]")) {
            URI target = URI.create("http://" + inside + ":8001/");
            assertThrows(RefusedAddressException.class, () -> Egress.checkRedirect(knownToAProxy, target), inside);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "127.0.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "192.0.0.1",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:10.0.0.1",
                "::7f00:1",
                "64:ff9b::a00:1",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "fec0::1",
                "ff02::1",
                "2002:a00:1::",
                "2001::1"
            })
    void knowsWhatIsNotPublic(String address) throws UnknownHostException {
        assertFalse(AddressRules.isPublic(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.1.1.1", "100.63.0.1", "172.32.0.1", "192.1.0.1", "2606:4700::1", "2a00::1", "2001:200::1"})
    void knowsWhatIs(String address) throws UnknownHostException {
        assertTrue(AddressRules.isPublic(InetAddress.getByName(address)));
    }
}
