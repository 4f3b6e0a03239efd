package dev.shuttle.resources;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Creates, finds and deletes one kind of resource. Two steps, so a crash leaves no unknown resource:
 * {@link #draft} generates names and passwords, which the caller stores; {@link #ensure} then creates what the draft
 * says, and can be repeated. Thread-safe. Values have the keys of
 * {@link dev.shuttle.runtime.service.ResourceOutput}.
 */
public interface Provisioner extends AutoCloseable {

    /**
     * Names and passwords for a resource that does not exist yet. No I/O.
     *
     * @param project a valid project name
     * @param name of the resource within the project
     * @param siblings the drafts of the project's other resources of this kind
     * @return to be stored, encrypted, before {@link #ensure}
     */
    Map<String, String> draft(String project, String name, List<Map<String, String>> siblings);

    /**
     * Makes the resource, or finds it; starts the server on its first use. Idempotent: what is there keeps its data.
     *
     * @param project its project
     * @param name of the resource within the project
     * @param draft what {@link #draft} made up
     * @return the draft, and where the resource is reached as of now
     * @throws ProvisioningException if it cannot be made; the message is for the operator
     * @throws InterruptedException if interrupted; a later call goes on where this one stopped
     */
    Map<String, String> ensure(String project, String name, Map<String, String> draft)
            throws ProvisioningException, InterruptedException;

    /**
     * Destroys the resource and its data. Idempotent.
     *
     * @param project its project
     * @param name of the resource within the project
     * @param draft what {@link #draft} made up
     * @throws ProvisioningException if it may still be there; the message is for the operator
     * @throws InterruptedException if interrupted; call it again
     */
    void destroy(String project, String name, Map<String, String> draft)
            throws ProvisioningException, InterruptedException;

    /**
     * Whether the value of a key is secret: it stands in no log, and is shown only where that is asked for. Each kind
     * says it of its own keys.
     *
     * @param key of a value that {@link #draft} or {@link #ensure} returns
     * @return true for passwords and the like
     */
    boolean isSecret(String key);

    /**
     * Whether the value of a key is left out of lists unless that is asked for.
     *
     * @param key as above
     * @return true for at least all that is secret
     */
    default boolean isHidden(String key) {
        return isSecret(key);
    }

    /**
     * How much of what the resource may use at a time is in use now, for the message of a service that did not get more.
     *
     * @param project its project
     * @param draft what {@link #draft} made up
     * @return to be read after "What is running of the project has"; empty if it has no such limit, or cannot be asked
     */
    default Optional<String> usage(String project, Map<String, String> draft) throws InterruptedException {
        return Optional.empty();
    }

    /**
     * The bytes that the resource takes within a server of ours whose files do not tell whose they are.
     *
     * @param project its project
     * @param draft what {@link #draft} made up
     * @return empty if it has no such part, or the server does not run and is not started for this
     * @throws ProvisioningException if the server does not answer
     */
    default OptionalLong bytes(String project, Map<String, String> draft)
            throws ProvisioningException, InterruptedException {
        return OptionalLong.empty();
    }

    /**
     * Keeps the resource from growing, or no longer, where that is possible without keeping it from being read. Idempotent.
     *
     * @param project its project
     * @param draft what {@link #draft} made up
     * @param readOnly whether it is to be held
     * @return whether it is held now
     * @throws ProvisioningException if the server does not obey
     */
    default boolean readOnly(String project, Map<String, String> draft, boolean readOnly)
            throws ProvisioningException, InterruptedException {
        return false;
    }

    /**
     * How the resource is used now, told within some seconds.
     *
     * @param project its project
     * @param draft what {@link #draft} made up
     * @return empty if that cannot be told of this kind
     * @throws ProvisioningException if the server does not run, or does not answer
     * @throws InterruptedException if interrupted
     */
    default Optional<ResourceStatistics> statistics(String project, Map<String, String> draft)
            throws ProvisioningException, InterruptedException {
        return Optional.empty();
    }

    /** Whether {@link #isEmpty} and {@link #copy} are there. */
    default boolean canCopy() {
        return false;
    }

    /**
     * Whether a resource that was made holds no data.
     *
     * @param share whose it is
     * @param draft what {@link #draft} made up
     * @return false also where that is not known
     * @throws ProvisioningException if it cannot be asked
     * @throws InterruptedException if interrupted
     */
    default boolean isEmpty(Share share, Map<String, String> draft) throws ProvisioningException, InterruptedException {
        return false;
    }

    /**
     * Replaces the data of a resource by those of another of this kind, as of one moment. Both were made, and may be in use.
     *
     * @param source whose the one is
     * @param sourceDraft what {@link #draft} made up for it
     * @param target whose the other is
     * @param targetDraft what {@link #draft} made up for it
     * @throws ProvisioningException if it cannot be copied; the target has its own data then
     * @throws InterruptedException if interrupted
     */
    default void copy(Share source, Map<String, String> sourceDraft, Share target, Map<String, String> targetDraft)
            throws ProvisioningException, InterruptedException {
        throw new ProvisioningException("Data of this kind cannot be copied.");
    }

    /** Stops the servers that it has started. Their data stays. */
    @Override
    void close();

    /** As {@link #close}, but its servers run on, for the next control plane to adopt. */
    default void detach() {
        close();
    }
}
