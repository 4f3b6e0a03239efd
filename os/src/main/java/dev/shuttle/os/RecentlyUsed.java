package dev.shuttle.os;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of bounded size: of one entry too many, the one that was used longest ago is forgotten. Not thread-safe. */
public final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int most;

    /** Of at most so many entries. */
    public RecentlyUsed(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
