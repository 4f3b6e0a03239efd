package dev.shuttle.os;

import com.sun.security.auth.module.UnixSystem;

/** The user that this process runs as. */
public final class CurrentUser {

    private CurrentUser() {}

    /** Whether it is root, that of a user namespace included. By number: a container may have no name for it. */
    public static boolean isRoot() {
        return new UnixSystem().getUid() == 0;
    }

    /** Its name, as the JDK found it. */
    public static String name() {
        return System.getProperty("user.name", "?");
    }
}
