package dev.shuttle.builder.resident;

import dev.shuttle.builder.LastResult;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URLConnection;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.codehaus.plexus.classworlds.ClassWorld;

/**
 * The main class of a resident builder. It takes builds from the socket that {@value #SOCKET} names, one after the other,
 * and ends when that is closed, or when a build left something in this JVM that the next one would see.
 *
 * <p>A request is the number of arguments, a mark, and the arguments. When the build is over, the mark is printed as a
 * line of its own, and the answer is the exit code, whether the failure may come from a plugin that has run before, and
 * why this JVM ends now; nothing if it does not.
 */
public final class ResidentMaven {

    /** The system property that names the socket. */
    public static final String SOCKET = "shuttle.socket";

    /** The system property that names folders which only the builds of this JVM write to, with {@code :} between. */
    public static final String TEMPORARY = "shuttle.temporary";

    private static final int MAX_ARGUMENTS = 1_000;

    private ResidentMaven() {}

    /** Called by the launcher of classworlds; returns the exit code. */
    public static int main(String[] arguments, ClassWorld world) throws IOException {
        // A jar of the workspace has the same path in each build, and other content.
        URLConnection.setDefaultUseCaches("jar", false);
        String socket = String.valueOf(System.getProperties().remove(SOCKET));
        String temporary = String.valueOf(System.getProperties().remove(TEMPORARY));
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(socket)))) {
            var in = new DataInputStream(Channels.newInputStream(channel));
            var out = new DataOutputStream(Channels.newOutputStream(channel));
            return serve(in, out, new KeptMaven(world), JvmState.now(temporary.split(":", -1)));
        }
    }

    private static int serve(DataInputStream in, DataOutputStream out, KeptMaven maven, JvmState fresh)
            throws IOException {
        while (true) {
            int count;
            try {
                count = in.readInt();
            } catch (EOFException e) {
                return 0;
            }
            if (count < 0 || count > MAX_ARGUMENTS) {
                throw new IOException("A build with " + count + " arguments");
            }
            String mark = in.readUTF();
            String[] next = new String[count];
            for (int i = 0; i < count; i++) {
                next[i] = in.readUTF();
            }
            int exit = run(maven, next);
            Optional<String> left =
                    fresh.restore().or(ResidentMaven::broken).or(maven::unfit).or(fresh::leftBehind);
            print(mark);
            out.writeInt(exit);
            out.writeBoolean(LastResult.blamesPlugin());
            out.writeUTF(left.orElse(""));
            out.flush();
            if (left.isPresent()) {
                return exit;
            }
        }
    }

    private static Optional<String> broken() {
        return LastResult.ranOutOfMemory() ? Optional.of("its JVM ran out of memory") : Optional.empty();
    }

    /** In a thread of its own, as {@code mvn} has it, for what hangs on threads. */
    private static int run(KeptMaven maven, String[] arguments) {
        FutureTask<Integer> build = new FutureTask<>(() -> maven.run(arguments));
        new Thread(build, "main").start();
        while (true) {
            try {
                return build.get();
            } catch (InterruptedException e) {
                // By code of the build, which has the other thread.
            } catch (ExecutionException e) {
                throw new IllegalStateException("Maven broke", e.getCause());
            }
        }
    }

    /** Behind all that the build has printed; not by {@link System#out}, which a build could have replaced. */
    private static void print(String mark) throws IOException {
        System.out.flush();
        System.err.flush();
        try (var out = new FileOutputStream(FileDescriptor.out) {
            @Override
            public void close() {
                // The descriptor is the process's, and stays.
            }
        }) {
            out.write(("\n" + mark + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
