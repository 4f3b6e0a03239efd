package dev.shuttle.runtime.service;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Method;

/**
 * Opens packages of the JDK for cleaning up after a service. Works where {@code java.lang} is open
 * ({@code --add-opens java.base/java.lang=ALL-UNNAMED}); elsewhere what needs it is left undone.
 */
final class JdkInternals {

    private JdkInternals() {}

    /** Makes a member accessible, opening its package first. */
    static <T extends AccessibleObject> T open(Class<?> owner, T member) throws ReflectiveOperationException {
        try {
            if (!owner.getModule().isOpen(owner.getPackageName(), JdkInternals.class.getModule())) {
                Method open = Module.class.getDeclaredMethod("implAddOpensToAllUnnamed", String.class);
                open.setAccessible(true);
                open.invoke(owner.getModule(), owner.getPackageName());
            }
            member.setAccessible(true);
            return member;
        } catch (RuntimeException e) { // InaccessibleObjectException, or a JDK that is built otherwise
            throw new ReflectiveOperationException(e);
        }
    }
}
