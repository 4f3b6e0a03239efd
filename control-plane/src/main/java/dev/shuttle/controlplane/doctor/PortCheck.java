package dev.shuttle.controlplane.doctor;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;

/**
 * A port that the control plane wants to listen on.
 *
 * @param subject which one
 * @param host its address
 * @param port 0 is any
 * @param holder whether a control plane is there, which then has it
 */
record PortCheck(String subject, String host, int port, LockHolder holder) implements Check {
    private static final int PATIENCE_MILLIS = 2_000;

    @Override
    public List<Finding> look() {
        return List.of(port == 0 ? Finding.ok(subject, "any free port") : held() ? dialled() : bound());
    }

    private boolean held() {
        try {
            return holder.isHeld();
        } catch (IOException e) {
            return false; // said elsewhere
        }
    }

    private Finding dialled() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.equals("0.0.0.0") ? "127.0.0.1" : host, port), PATIENCE_MILLIS);
            return Finding.ok(subject, host + ":" + port + " answers, and a control plane runs here");
        } catch (IOException e) {
            return Finding.note(
                    subject,
                    "nothing answers on " + host + ":" + port + ", though a control plane runs on this"
                            + " home: was it started with other settings than this?");
        }
    }

    private Finding bound() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return Finding.ok(subject, host + ":" + port + " is free");
        } catch (SocketException e) {
            return e instanceof BindException ? taken(e) : Finding.note(subject, "cannot be told: " + e.getMessage());
        } catch (IOException e) {
            return taken(e);
        }
    }

    private Finding taken(IOException e) {
        return Finding.fail(
                subject,
                host + ":" + port + " is not available: " + e.getMessage()
                        + ". Stop the program that uses it, or choose another; ports below 1024 need root.");
    }
}
