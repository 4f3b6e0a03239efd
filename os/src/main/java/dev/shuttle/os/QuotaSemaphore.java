package dev.shuttle.os;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A semaphore whose permits no holder can take alone. Each holder has a quota, and never more permits than are still free
 * for all others, so that a newcomer finds one as long as few are greedy; some permits are a reserve for acquirers
 * without a holder. Never waits. Thread-safe.
 */
public final class QuotaSemaphore {
    private final int permits;
    private final int reserve;
    private final Map<String, Integer> held = new HashMap<>(); // guarded by this; without zeros
    private int taken;

    /**
     * One for whom permits are counted.
     *
     * @param name the same for all of its permits; stands in messages: {@code the project shop}
     * @param quota the permits that it may have at a time; 1 or more
     */
    public record Holder(String name, int quota) {}

    /**
     * Why there was no permit.
     *
     * @param holder whose share is used up; empty if all are taken
     */
    public record Refusal(Optional<Holder> holder) {}

    /**
     * With all permits free.
     *
     * @param permits at a time, the reserve included
     * @param reserve those that no holder gets
     */
    public QuotaSemaphore(int permits, int reserve) {
        if (reserve < 0 || permits < reserve) {
            throw new IllegalArgumentException(permits + " permits with a reserve of " + reserve);
        }
        this.permits = permits;
        this.reserve = reserve;
    }

    /**
     * Takes a permit, to be given back with {@link #release} and the same holders.
     *
     * @param holders each of them must have one left; with none, the reserve may be used
     * @return empty if it was taken
     */
    public synchronized Optional<Refusal> tryAcquire(List<Holder> holders) {
        int free = permits - taken - (holders.isEmpty() ? 0 : reserve);
        if (free <= 0) {
            return Optional.of(new Refusal(Optional.empty()));
        }
        for (Holder holder : holders) {
            if (count(holder) >= Math.min(holder.quota(), free)) {
                return Optional.of(new Refusal(Optional.of(holder)));
            }
        }
        taken++;
        holders.forEach(holder -> held.merge(holder.name(), 1, Integer::sum));
        return Optional.empty();
    }

    /** Gives a permit back. */
    public synchronized void release(List<Holder> holders) {
        taken--;
        holders.forEach(holder -> held.computeIfPresent(holder.name(), (name, n) -> n == 1 ? null : n - 1));
    }

    private int count(Holder holder) {
        return held.getOrDefault(holder.name(), 0);
    }
}
