package dev.shuttle.controlplane.doctor;

import java.util.List;

/** Looks at one thing. Changes nothing, and ends within some seconds. */
interface Check {
    /** Its findings; a failure of the check itself is one too. */
    List<Finding> look();
}
