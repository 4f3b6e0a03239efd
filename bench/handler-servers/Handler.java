import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.spi.HttpServerProvider;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One handler under a server of that kind: jdk, jetty or robaho, with virtual threads behind a hyphen and a v. */
final class Handler {
    public static void main(String[] args) throws Exception {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServerProvider provider = (HttpServerProvider) Class.forName(switch (args[0].replace("-v", "")) {
            case "jetty" -> "org.eclipse.jetty.http.spi.JettyHttpServerProvider";
            case "robaho" -> "robaho.net.httpserver.DefaultHttpServerProvider";
            default -> "sun.net.httpserver.DefaultHttpServerProvider";
        }).getDeclaredConstructor().newInstance();
        HttpServer server = provider.createHttpServer(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])), 512);
        server.createContext("/", exchange -> {
            byte[] body = "Hello, World!".getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        if (args[0].endsWith("-v")) { // Java 21 and later
            server.setExecutor((Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        } else if (!args[0].equals("jetty")) { // which has a pool of its own
            server.setExecutor(new ThreadPoolExecutor(200, 200, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1000)));
        }
        server.start();
        Thread.currentThread().join();
    }
}
