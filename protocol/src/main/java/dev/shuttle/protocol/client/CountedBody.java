package dev.shuttle.protocol.client;

import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

/** A body that tells how much of it was sent. Can be sent again as often as the one in it can. */
record CountedBody(BodyPublisher body, UploadListener listener) implements BodyPublisher {

    /** A file, streamed from the disk. */
    static CountedBody of(Path file, UploadListener listener) {
        try {
            return new CountedBody(BodyPublishers.ofFile(file), listener);
        } catch (FileNotFoundException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        body.subscribe(new Counter(subscriber));
    }

    /** Counts one sending. */
    private final class Counter implements Subscriber<ByteBuffer> {

        private final Subscriber<? super ByteBuffer> subscriber;
        private long sent;

        Counter(Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscriber.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            sent += bytes.remaining();
            subscriber.onNext(bytes);
            listener.sent(sent, contentLength());
        }

        @Override
        public void onError(Throwable fault) {
            subscriber.onError(fault);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }
}
