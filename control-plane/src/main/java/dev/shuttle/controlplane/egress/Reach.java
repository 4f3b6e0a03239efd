package dev.shuttle.controlplane.egress;

/** Where a connection may lead, by who asked for it. The control plane's own ports are closed to both. */
public enum Reach {
    /** Asked for by an administrator: this machine and private networks too. */
    ANYWHERE,
    /** Asked for by others: public addresses only. */
    PUBLIC
}
