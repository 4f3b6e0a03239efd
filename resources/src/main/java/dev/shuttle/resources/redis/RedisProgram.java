package dev.shuttle.resources.redis;

import dev.shuttle.os.Executables;
import dev.shuttle.os.ShortProcess;
import dev.shuttle.resources.BundledBinaries;
import dev.shuttle.resources.Platform;
import dev.shuttle.resources.ProvisioningException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code redis-server} that runs here: the one on the PATH, if it is of version 6 or newer, else the one that we bring.
 *
 * @param executable its file
 * @param major its version
 * @param minor its version
 */
record RedisProgram(Path executable, int major, int minor) {
    private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.(\\d+)");

    /** Access control lists came with it. */
    private static final int OLDEST = 6;

    static RedisProgram find(BundledBinaries carried) throws IOException, ProvisioningException {
        Optional<RedisProgram> installed =
                Executables.find("redis-server").flatMap(RedisProgram::of).filter(program -> program.major >= OLDEST);
        if (installed.isPresent()) {
            return installed.get();
        }
        Platform platform = Platform.current();
        String suffix = "-" + platform;
        Path home = carried.install(name -> name.startsWith("redis-server-") && name.endsWith(suffix), (in, into) -> {
            Path file = into.resolve("redis-server");
            Files.copy(in, file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        });
        Path executable = home.resolve("redis-server");
        return of(executable)
                .orElseThrow(() -> new ProvisioningException("The bundled redis-server does not run here ("
                        + complaint(executable) + "). Install redis-server, version " + OLDEST
                        + " or newer, or use your own server with SHUTTLE_REDIS_URL."));
    }

    private static Optional<RedisProgram> of(Path executable) {
        Matcher version = VERSION.matcher(run(executable).output());
        return version.find()
                ? Optional.of(new RedisProgram(
                        executable, Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2))))
                : Optional.empty();
    }

    private static String complaint(Path executable) {
        return run(executable).output().strip();
    }

    private static ShortProcess run(Path executable) {
        return ShortProcess.run(List.of(executable.toString(), "--version"));
    }

    /** Restricting channels came with 6.2. */
    boolean knowsChannels() {
        return major > OLDEST || minor >= 2;
    }
}
