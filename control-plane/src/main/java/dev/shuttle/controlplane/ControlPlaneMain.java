package dev.shuttle.controlplane;

/** The main of the control plane. */
public final class ControlPlaneMain {

    private ControlPlaneMain() {}

    public static void main(String[] args) {}
}
