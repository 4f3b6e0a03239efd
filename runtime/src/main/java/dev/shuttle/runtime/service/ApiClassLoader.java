package dev.shuttle.runtime.service;

import dev.shuttle.Service;

/**
 * All that a service sees of us: the JDK, and the types of exactly the package {@code dev.shuttle}. No resources but
 * the JDK's.
 */
final class ApiClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    /** It holds no state of any service, so that all share it. */
    static final ApiClassLoader INSTANCE = new ApiClassLoader();

    private static final String API = Service.class.getPackageName() + ".";

    private ApiClassLoader() {
        super("shuttle-api", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith(API) && name.indexOf('.', API.length()) < 0) {
            return Class.forName(name, false, Service.class.getClassLoader());
        }
        throw new ClassNotFoundException(name);
    }
}
