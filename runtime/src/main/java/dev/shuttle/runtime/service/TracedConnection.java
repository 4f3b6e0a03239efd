package dev.shuttle.runtime.service;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a pool in the hands of a request that is recorded. All but the execution of statements is the pool's: by
 * proxies of the JDK's, since the interfaces grow with it.
 */
final class TracedConnection implements InvocationHandler {
    private final Connection connection;
    private final StatementTracing.Request request;
    private final StatementTracing tracing;

    private TracedConnection(Connection connection, StatementTracing.Request request, StatementTracing tracing) {
        this.connection = connection;
        this.request = request;
        this.tracing = tracing;
    }

    static Connection of(Connection connection, StatementTracing.Request request, StatementTracing tracing) {
        return proxy(Connection.class, new TracedConnection(connection, request, tracing));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(TracedConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Connection owner = (Connection) self;
        return switch (method.getName()) {
            case "createStatement" -> proxy(
                    Statement.class, new Traced(owner, call(connection, method, arguments), null));
            case "prepareStatement" -> proxy(
                    PreparedStatement.class,
                    new Traced(owner, call(connection, method, told(arguments)), sql(arguments)));
            case "prepareCall" -> proxy(
                    CallableStatement.class, new Traced(owner, call(connection, method, arguments), sql(arguments)));
            default -> call(connection, method, arguments);
        };
    }

    private static @Nullable Object call(Object of, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(of, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static @Nullable String sql(@Nullable Object @Nullable [] arguments) {
        return arguments != null && arguments.length > 0 && arguments[0] instanceof String sql ? sql : null;
    }

    /** The arguments with the request before their SQL, if they have any. */
    private @Nullable Object @Nullable [] told(@Nullable Object @Nullable [] arguments) {
        String sql = sql(arguments);
        if (arguments == null || sql == null) {
            return arguments;
        }
        @Nullable Object[] told = arguments.clone();
        told[0] = request.told(sql);
        return told;
    }

    /** One statement. {@code prepared} is its SQL; null until it is known. */
    private final class Traced implements InvocationHandler {
        private final Connection owner;
        private final Statement statement;
        private @Nullable String prepared;

        Traced(Connection owner, @Nullable Object statement, @Nullable String prepared) {
            this.owner = owner;
            this.statement = (Statement) Objects.requireNonNull(statement);
            this.prepared = prepared;
        }

        @Override
        public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            String name = method.getName();
            if (name.startsWith("execute")) {
                return executed(method, arguments);
            }
            if (name.equals("addBatch") && prepared == null) {
                prepared = sql(arguments); // the first one stands for all
            }
            return name.equals("getConnection") ? owner : call(statement, method, arguments);
        }

        private @Nullable Object executed(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            String sql = sql(arguments);
            long begun = System.nanoTime();
            boolean failed = true;
            try {
                Object result = call(statement, method, told(arguments));
                failed = false;
                return result;
            } finally {
                String text = sql == null ? prepared : sql;
                tracing.executed(request, text == null ? "" : text, System.nanoTime() - begun, failed);
            }
        }
    }
}
