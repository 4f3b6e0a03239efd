package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** Three places in all, two for a client. */
class ClientConnectionsTest {
    private static final int SHARE = 2;

    private final ClientConnections connections = new ClientConnections(3);

    private record Opened(EmbeddedChannel channel, ClientConnection connection) {
        static Opened of(String client) {
            EmbeddedChannel channel = new EmbeddedChannel();
            return new Opened(channel, new ClientConnection(channel, client));
        }

        Opened asked() {
            connection.begin();
            connection.end();
            return this;
        }

        Opened atWork() {
            connection.begin();
            return this;
        }

        boolean isClosed() {
            channel.runPendingTasks();
            return !channel.isOpen();
        }
    }

    @Test
    void whatHasNotAskedGivesWayBeforeWhatWasUsed() {
        Opened used = opened("a").asked();
        Opened silent = opened("a");
        Opened next = opened("a");

        assertTrue(silent.isClosed());
        assertFalse(used.isClosed() || next.isClosed());
    }

    @Test
    void ofThoseThatWereUsedTheOldestGivesWay() {
        Opened oldest = opened("a").asked();
        Opened newer = opened("a").asked();
        opened("a");

        assertTrue(oldest.isClosed());
        assertFalse(newer.isClosed());
    }

    @Test
    void aShareIsOfTheClientsOwn() {
        Opened others = opened("b");
        Opened atWork = opened("a").atWork();
        opened("a").atWork();

        assertFalse(connections.add(Opened.of("a").connection(), SHARE));
        assertFalse(others.isClosed() || atWork.isClosed());
    }

    @Test
    void whereAllPlacesAreTakenTheOldestOfAnyClientGivesWay() {
        Opened atWork = opened("a").atWork();
        Opened silent = opened("b");
        opened("b");
        opened("c");

        assertTrue(silent.isClosed());
        assertFalse(atWork.isClosed());
    }

    @Test
    void aRequestThatBeginsMeanwhileGoesOn() {
        Opened first = opened("a");
        opened("a");
        opened("a");

        first.atWork();

        assertFalse(first.isClosed());
    }

    @Test
    void anEndedOneFreesItsPlaceOnce() {
        Opened first = opened("a").atWork();
        Opened second = opened("a").atWork();
        connections.remove(first.connection());
        connections.remove(first.connection());

        opened("a").atWork();
        assertFalse(connections.add(Opened.of("a").connection(), SHARE));
        assertFalse(second.isClosed());
    }

    private Opened opened(String client) {
        Opened opened = Opened.of(client);
        assertTrue(connections.add(opened.connection(), SHARE));
        return opened;
    }
}
