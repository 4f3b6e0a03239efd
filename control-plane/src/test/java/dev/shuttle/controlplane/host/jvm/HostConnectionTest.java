package dev.shuttle.controlplane.host.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.host.Await;
import dev.shuttle.controlplane.sandbox.OsUser;
import dev.shuttle.runtime.host.Message;
import dev.shuttle.runtime.host.MessageChannel;
import dev.shuttle.runtime.host.MessageLimits;
import dev.shuttle.runtime.service.ServiceState;
import dev.shuttle.runtime.service.ServiceStatus;
import dev.shuttle.runtime.service.StatementSpan;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The other end is a host's as far as its messages go. */
@Timeout(30)
class HostConnectionTest {
    private static final String HELLO_2 = "type=hello&pid=1&deployment=17&state=RUNNING&port=4711&version=2";
    private static final String HELLO_3 = "type=hello&pid=1&version=3&services=1"
            + "&service.0.deployment=17&service.0.state=RUNNING&service.0.port=4711";

    private static final MessageLimits ANY =
            new MessageLimits(Map.of("hello", 1000, "start", 1 << 20, "stop", 1000), Set.of(), 100, 10_000);

    private final List<StatementSpan> statements = new CopyOnWriteArrayList<>();
    private final HostListener listener = new HostListener(nothing -> {}, statements::addAll);
    private Path directory;
    private Path socket;
    private ServerSocketChannel server;

    @BeforeEach
    void bind() throws Exception {
        directory = Files.createTempDirectory("s"); // JUnit's own are too deep for a socket's path
        socket = directory.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        Files.delete(socket);
        Files.delete(directory);
    }

    @Test
    void watchesAndStopsAHostOfVersion2WhichNamesNoDeployment() throws Exception {
        CompletableFuture<MessageChannel> host = accept(HELLO_2);
        try (HostConnection connection = dial(OsUser.OURSELVES);
                MessageChannel end = host.get(10, TimeUnit.SECONDS)) {
            assertEquals(
                    Map.of("17", new ServiceStatus(ServiceState.RUNNING, 4711)),
                    connection.hello().services());

            connection.stop(Duration.ofSeconds(5));
            Message stop = end.receive();
            assertNotNull(stop);
            assertEquals("stop", stop.type());
            assertEquals("5000", stop.get("millis"));
            end.send(Message.of("failed").with("message", "enough"));

            assertEquals("enough", connection.failed().get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void namesTheDeploymentToStopAndTakesNoMessageOfAnother() throws Exception {
        CompletableFuture<MessageChannel> host = accept(HELLO_3);
        try (HostConnection connection = dial(OsUser.OURSELVES);
                MessageChannel end = host.get(10, TimeUnit.SECONDS)) {
            connection.stop(Duration.ofSeconds(5));
            Message stop = end.receive();
            assertNotNull(stop);
            assertEquals("17", stop.get("deployment"));

            end.send(Message.of("failed").with("deployment", "18").with("message", "not ours"));
            end.send(Message.of("started").with("deployment", "17"));

            Await.until("it has started", connection::hasStarted);
            assertFalse(connection.failed().isDone());
        }
    }

    private static String statement(String trace, String nanos, String sql) {
        return "type=statements&count=1&0.trace=" + trace
                + "&0.span=00f067aa0ba902b7&0.parent=b9c7c989f97918e1&0.start=5" + "&0.nanos=" + nanos + "&0.sql=" + sql
                + "&0.failed=false\n";
    }

    @Test
    void takesStatementsAsOftenAsTheyComeInTheTimeThatTheyMay() throws Exception {
        String one = statement("4bf92f3577b34da6a3ce929d0e0e4736", "7", "select+" + "x".repeat(2_000));
        CompletableFuture<SocketChannel> host = acceptRaw();
        try (HostConnection connection = dial(OsUser.OURSELVES);
                SocketChannel end = host.get(10, TimeUnit.SECONDS)) {
            ByteBuffer sent = ByteBuffer.wrap(one.repeat(60).getBytes(UTF_8));
            while (sent.hasRemaining()) {
                end.write(sent);
            }
            long begun = System.nanoTime();
            Await.until("those of ten seconds", () -> statements.size() >= 50);
            assertTrue(System.nanoTime() - begun < Duration.ofSeconds(8).toNanos(), "at once");
            int taken = statements.size();
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            assertTrue(taken <= 52 + 5 * (seconds + 1), "the rest comes slowly: " + taken);
            assertEquals(StatementSpan.LONGEST, statements.get(0).statement().length());
            Await.until("all", () -> statements.size() == 60);
            assertFalse(connection.misbehaved().isDone());
        }
    }

    @Test
    void cutsOffAHostWhoseStatementsAreNone() throws Exception {
        assertCutOff(ByteBuffer.wrap(statement("4BF9", "7", "select").getBytes(UTF_8)), "id of a statement");
    }

    @Test
    void cutsOffAHostWhoseStatementsTookNoTime() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        assertCutOff(ByteBuffer.wrap(statement(trace, "-1", "select").getBytes(UTF_8)), "no time");
    }

    @Test
    void cutsOffAHostThatSendsManyStatementsAtOnce() throws Exception {
        assertCutOff(ByteBuffer.wrap("type=statements&count=21\n".getBytes(UTF_8)), "21 statements");
    }

    @Test
    void cutsOffAHostThatSendsAnUnknownTypeBeforeItsLineEnds() throws Exception {
        assertCutOff(ByteBuffer.wrap(("type=noise&" + "a=b&".repeat(2_000_000)).getBytes(UTF_8)), "unknown type");
    }

    @Test
    void cutsOffAHostWhoseMessageIsLongerThanItsTypeNeeds() throws Exception {
        assertCutOff(ByteBuffer.wrap(("type=started&a=" + "x".repeat(20_000)).getBytes(UTF_8)), "longer than");
    }

    @Test
    void cutsOffAHostThatRepeatsItself() throws Exception {
        assertCutOff(
                ByteBuffer.wrap("type=started&deployment=17\n".repeat(10_000).getBytes(UTF_8)), "more than 3");
    }

    @Test
    void cutsOffAHostWhoseMessageIsNothingButFields() throws Exception {
        assertCutOff(ByteBuffer.wrap(("type=provisioned" + "&a=b".repeat(100_000)).getBytes(UTF_8)), "fields");
    }

    @Test
    void cutsOffAHostWhoseMessageIsNotOne() throws Exception {
        assertCutOff(ByteBuffer.wrap("type=provisioned&resources=%zz\n".getBytes(UTF_8)), "form-encoded");
    }

    private void assertCutOff(ByteBuffer sent, String why) throws Exception {
        CompletableFuture<SocketChannel> host = acceptRaw();
        try (HostConnection connection = dial(OsUser.OURSELVES);
                SocketChannel end = host.get(10, TimeUnit.SECONDS)) {
            assertThrows(IOException.class, () -> {
                while (true) {
                    end.write(sent.duplicate());
                }
            });

            connection.misbehaved().get(10, TimeUnit.SECONDS);
            String told = connection.failed().getNow("");
            assertTrue(told.contains(why), told);
        }
    }

    @Test
    void refusesAnotherUserAtOnceInsteadOfTryingAgain() {
        ForeignListenerException refused =
                assertThrows(ForeignListenerException.class, () -> dialOnce(new OsUser(1_999_999)));

        assertTrue(String.valueOf(refused.getMessage()).contains("1999999"), refused.getMessage());
    }

    @Test
    void isTriedAgainWhereNothingListensYet() throws Exception {
        server.close();

        assertNull(dialOnce(OsUser.OURSELVES));
    }

    private @Nullable HostConnection dialOnce(OsUser user) throws Exception {
        return HostStart.dialOnce(socket, "token", user, "17", listener);
    }

    private HostConnection dial(OsUser user) throws Exception {
        return HostConnection.dial(socket, "token", user, "17", listener);
    }

    private CompletableFuture<SocketChannel> acceptRaw() {
        CompletableFuture<SocketChannel> accepted = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                SocketChannel channel = server.accept();
                channel.write(ByteBuffer.wrap((HELLO_3 + "\n").getBytes(UTF_8)));
                accepted.complete(channel);
            } catch (IOException e) {
                accepted.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return accepted;
    }

    private CompletableFuture<MessageChannel> accept(String hello) {
        CompletableFuture<MessageChannel> accepted = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                MessageChannel channel = new MessageChannel(server.accept(), ANY);
                channel.receive();
                channel.send(Message.decode(hello));
                accepted.complete(channel);
            } catch (IOException e) {
                accepted.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return accepted;
    }
}
