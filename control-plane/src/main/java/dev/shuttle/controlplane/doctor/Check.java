package dev.shuttle.controlplane.doctor;

import java.util.List;

/** Looks at one thing. Changes nothing, and ends within some seconds. */
interface Check {
    /** What it found; a fault in itself is a finding too. */
    List<Finding> look();
}
