package dev.shuttle.runtime.service;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/** The classes of one service, apart from ours and from any other's. */
final class ServiceClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    /** Without a name of its own, which would stand in every line of the app's stack traces. */
    ServiceClassLoader(List<Path> classPath) {
        super(urls(classPath), ApiClassLoader.INSTANCE);
    }

    Class<?> define(byte[] bytes) {
        return defineClass(null, bytes, 0, bytes.length);
    }

    static URL[] urls(List<Path> classPath) {
        return classPath.stream().map(ServiceClassLoader::url).toArray(URL[]::new);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("not a path of a class path: " + path, e);
        }
    }
}
