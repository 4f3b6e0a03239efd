package dev.shuttle.builder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferCancelledException;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.transfer.TransferListener;
import org.eclipse.aether.util.listener.ChainedTransferListener;

/**
 * Ends a download that begins as a web page: of a proxy that asks to sign in, say. Maven would keep it as the artifact, with
 * a warning that its checksum is not right, and use it in each later build.
 */
final class WebPageFilter extends AbstractTransferListener {
    private static final int LOOKED_AT = 256;

    /** To be told of transfers in place of that one, if there is one, which is told too. */
    static TransferListener before(TransferListener other) {
        return other == null ? new WebPageFilter() : new ChainedTransferListener(new WebPageFilter(), other);
    }

    @Override
    public void transferProgressed(TransferEvent event) throws TransferCancelledException {
        ByteBuffer data = event.getDataBuffer();
        boolean first = data != null && event.getTransferredBytes() == event.getDataLength();
        if (first && event.getRequestType() == TransferEvent.RequestType.GET && isPage(data.duplicate())) {
            throw new TransferCancelledException("The repository "
                    + event.getResource().getRepositoryId()
                    + " sent a web page in place of " + event.getResource().getResourceName()
                    + ", as a proxy does that asks to sign in");
        }
    }

    private static boolean isPage(ByteBuffer data) {
        byte[] beginning = new byte[Math.min(LOOKED_AT, data.remaining())];
        data.get(beginning);
        String text = new String(beginning, StandardCharsets.ISO_8859_1)
                .stripLeading()
                .toLowerCase(Locale.ROOT);
        return text.startsWith("<!doctype html") || text.startsWith("<html");
    }
}
