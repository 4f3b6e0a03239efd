package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Every request and answer of the corpus, to a service that listens on a Unix socket only. */
class CorpusOverUnixSocketTest extends CorpusTest {
    @TempDir
    static Path folder;

    @Override
    CorpusService service() throws IOException {
        assumeTrue(Epoll.isAvailable(), "Unix sockets are used by Netty's epoll transport");
        return new CorpusService(folder.resolve("s"));
    }
}
