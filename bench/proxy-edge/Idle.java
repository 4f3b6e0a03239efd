import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Opens connections, asks once on each, and keeps them open until standard input ends. */
final class Idle {
    public static void main(String[] args) throws Exception {
        List<Socket> open = new ArrayList<>();
        byte[] request = "GET /small HTTP/1.1\r\nHost: p0.bench\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] answer = new byte[4096];
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            Socket socket = new Socket("127.0.0.1", Integer.parseInt(args[0]));
            socket.getOutputStream().write(request);
            InputStream in = socket.getInputStream();
            StringBuilder got = new StringBuilder();
            while (got.indexOf("Hello, World!") < 0) {
                got.append(new String(answer, 0, in.read(answer), StandardCharsets.US_ASCII));
            }
            open.add(socket);
        }
        System.out.println("open");
        System.out.flush();
        System.in.read();
    }
}
