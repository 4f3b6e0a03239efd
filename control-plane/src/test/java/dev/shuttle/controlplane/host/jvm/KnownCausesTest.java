package dev.shuttle.controlplane.host.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownCausesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "java.lang.reflect.InaccessibleObjectException: Unable to make protected final java.lang.Class"
                        + " java.lang.ClassLoader.defineClass(java.lang.String) accessible: module java.base does not \"opens"
                        + " java.lang\" to unnamed module @7a4f0f29"
                        + "|--add-opens java.base/java.lang=ALL-UNNAMED",
                "Caused by: java.lang.IllegalAccessError: class lombok.javac.apt.LombokProcessor cannot access class"
                        + " com.sun.tools.javac.processing.JavacProcessingEnvironment (in module jdk.compiler) because module"
                        + " jdk.compiler does not \"exports com.sun.tools.javac.processing\" to unnamed module @0x1"
                        + "|reaches into com.sun.tools.javac.processing",
                "org.postgresql.util.PSQLException: Connection to localhost:5432 refused. Check that the hostname and port are"
                        + " correct|its database at localhost:5432: what runs on your machine is not here",
                "io.lettuce.core.RedisConnectionException: Unable to connect to localhost/<unresolved>:6379"
                        + "|localhost/<unresolved>:6379",
                "com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure"
                        + "|could not reach its database from this server",
                "java.net.UnknownHostException: db.internal: Name or service not known|could not reach the host db.internal",
                "nested exception is [java.net.UnknownHostException: name-service] with root cause"
                        + "|could not reach the host name-service from",
                "module java.base does not \"opens java.math\" to unnamed module @1|must be in it too, since it is replaced",
                "io.netty.channel.AbstractChannel$AnnotatedConnectException: finishConnect(..) failed: Connection refused:"
                        + " localhost/127.0.0.1:5432|its database at 127.0.0.1:5432: what runs on your machine is not here",
                "java.lang.IllegalArgumentException: URL must start with 'jdbc'|no address of a database here: mvn"
                        + " shuttle:resources -Dshuttle.add=postgres:default",
                "Could not resolve placeholder 'JDBC_DATABASE_URL' in value \"${JDBC_DATABASE_URL}\"|-Dshuttle.add=postgres:default",
                "Could not resolve placeholder 'REDIS_HOST' in value \"${REDIS_HOST}\"|-Dshuttle.add=redis:default",
                "Could not resolve placeholder 'jwt.secret-key' in value \"${jwt.secret-key}\"|-Dshuttle.set=JWT_SECRET_KEY=VALUE",
                "UndefinedEnvironmentVariableException: The environment variable 'DB_USER' is not defined; could not"
                        + " substitute the expression '${DB_USER}'.|-Dshuttle.set=DB_USER=VALUE",
                "org.postgresql.util.PSQLException: The authentication type 10 is not supported. Check that you have"
                        + "|-Dpostgresql.version=VERSION",
                "java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource"
                        + " limits reached|1024 processes and threads",
                "Caused by: java.lang.NoClassDefFoundError: javax/xml/bind/ValidationException|jaxb-runtime",
                "SRCFG00014: The config property app.key is required but it could not be found in any config source"
                        + "|-Dshuttle.set=APP_KEY=VALUE",
                "Caused by: java.nio.file.FileSystemException: /Users: Read-only file system|may not use /Users.",
                "java.nio.file.AccessDeniedException: /var/data/app|-Dshuttle.add=folder:default",
                "java.io.FileNotFoundException: /var/log/my app.log (Permission denied)|may not use /var/log/my app.log."
            })
    void saysWhatToDo(String printed, String told) throws IOException {
        Path out =
                Files.writeString(folder.resolve("out"), "Starting\n" + printed + "\n\tat app.App.main(App.java:1)\n");

        String found = KnownCauses.in(out, folder.resolve("none"), false).orElse("nothing");

        assertTrue(found.contains(told), found);
    }

    @Test
    void aDatabaseThatIsThereIsNotAskedForAgain() throws IOException {
        Path out = Files.writeString(folder.resolve("out"), "Connection to localhost:5432 refused.");

        String found = KnownCauses.in(out, folder.resolve("none"), true).orElse("nothing");

        assertTrue(found.contains("does not use what the project has"), found);
    }

    @Test
    void mostCausesAreNotKnown() throws IOException {
        Path err = Files.writeString(
                folder.resolve("err"), "java.lang.NullPointerException\n\tat app.App.main(App.java:1)\n");

        assertEquals(Optional.empty(), KnownCauses.in(folder.resolve("out"), err, true));
    }
}
