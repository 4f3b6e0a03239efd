package dev.shuttle.runtime.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.shuttle.runtime.plan.EntryPoint;
import dev.shuttle.runtime.plan.EntryPoint.Kind;
import dev.shuttle.runtime.plan.EntryPoint.Parameter;
import dev.shuttle.runtime.plan.EntryPoint.Returns;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.ResourceOutput;
import dev.shuttle.runtime.service.ServiceDefinition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageTest {

    @Test
    void survivesTheWayWithWhateverStandsInIt() throws Exception {
        Message message = Message.of("failed").with("message", "a&b=c\nd ü% +").with("empty", "");

        String line = message.encode();

        assertFalse(line.contains("\n"));
        assertEquals(message, Message.decode(line));
    }

    @Test
    void keepsTheOrderOfItsFields() throws Exception {
        Message.Builder builder = Message.builder("x");
        StringBuilder line = new StringBuilder("type=x");
        for (int i = 0; i < 100; i++) {
            builder.put("field" + i, i);
            line.append("&field").append(i).append('=').append(i);
        }

        assertEquals(line.toString(), builder.build().encode());
        assertEquals(line.toString(), Message.decode(line.toString()).encode());
        assertEquals(line + "&last=1", builder.build().with("last", 1).encode());
    }

    @Test
    void isMadeInTimeForAClassPathOfTensOfThousandsOfJars() throws Exception {
        List<Path> classPath = IntStream.range(0, 20_000)
                .mapToObj(i -> Path.of("/libs/" + i + ".jar"))
                .toList();
        ServiceDefinition service = new ServiceDefinition(
                "shop",
                "17",
                URI.create("http://shop.localhost:8000"),
                "deployed",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711),
                classPath,
                new EntryPoint("app.App", "()V", List.of(), Returns.NOTHING),
                List.of(),
                List.of());

        Message message = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> StartMessage.of(service));

        assertEquals(classPath, StartMessage.read(message).classPath());
    }

    @Test
    void isRefusedWithoutAType() {
        assertThrows(IOException.class, () -> Message.decode("a=b"));
        assertThrows(IOException.class, () -> Message.decode(""));
        assertThrows(IOException.class, () -> Message.decode("type=%zz"));
    }

    @Test
    void carriesAServiceToStart() throws Exception {
        ServiceDefinition service = new ServiceDefinition(
                "shop",
                "17",
                URI.create("http://shop.localhost:8000"),
                "deployed",
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 4711),
                List.of(Path.of("/a b/ü.jar"), Path.of("/classes")),
                new EntryPoint(
                        "app.App",
                        "(ILjava/net/InetSocketAddress;)V",
                        List.of(
                                new Parameter("int", Kind.PORT),
                                new Parameter("x", Kind.ADDRESS),
                                new Parameter(
                                        "java.lang.String",
                                        Kind.RESOURCE,
                                        new ResourceRequest("secret", "A", false, "")),
                                new Parameter(
                                        "app.Place",
                                        Kind.RESOURCE,
                                        new ResourceRequest("app.Geo", "x", true, "app.Geo$Provider"))),
                        Returns.NOTHING),
                List.of("server", "a b=&\n", ""),
                List.of(
                        new ResourceOutput("secret", "A", Map.of("value", "a.b&c\n")),
                        new ResourceOutput("app.Geo", "x", Map.of("out.a.b", "1", "folder", "/f")),
                        new ResourceOutput("folder", "x", Map.of())));

        assertEquals(
                service,
                StartMessage.read(Message.decode(StartMessage.of(service).encode())));
        ServiceDefinition atSocket = service.at(Path.of("/run/a b/w"));
        assertEquals(
                atSocket,
                StartMessage.read(Message.decode(StartMessage.of(atSocket).encode())));
    }

    @Test
    void isNoServiceToStartWhenAFieldIsMissing() {
        assertThrows(IOException.class, () -> StartMessage.read(Message.of("start")));
    }

    @Test
    void showsNoValuesInALog() {
        Message message = ResourceMessages.with(
                Message.of("provisioned"), List.of(new ResourceOutput("secret", "A", Map.of("value", "hidden"))));

        assertFalse(message.toString().contains("hidden"), message.toString());
    }

    @Test
    void isRefusedWithResourcesBeyondCounting() {
        assertThrows(
                IOException.class, () -> ResourceMessages.read(Message.of("x").with("resources", "1000000000")));
        assertThrows(
                IOException.class, () -> ResourceMessages.read(Message.of("x").with("resources", "-1")));
        assertThrows(
                IOException.class, () -> ResourceMessages.read(Message.of("x").with("resources", "some")));
    }
}
