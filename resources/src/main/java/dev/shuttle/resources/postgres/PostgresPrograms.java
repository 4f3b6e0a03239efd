package dev.shuttle.resources.postgres;

import dev.shuttle.os.Trees;
import dev.shuttle.resources.BundledBinaries;
import dev.shuttle.resources.TarXz;
import java.io.IOException;
import java.nio.file.Path;

/**
 * PostgreSQL's programs, which all servers of a folder use.
 *
 * @param folder that holds them
 * @param binaries how they come there
 * @param inUse whether a server runs, which may be of another version
 */
record PostgresPrograms(Path folder, BundledBinaries binaries, InUse inUse) {

    /** Looks for servers. */
    @FunctionalInterface
    interface InUse {
        boolean test() throws IOException;
    }

    Path install() throws IOException {
        Trees.createEnterable(folder);
        Path programs = binaries.install(name -> name.endsWith(".txz"), TarXz::unpack);
        if (!inUse.test()) {
            binaries.removeAllBut(programs);
        }
        return programs;
    }
}
