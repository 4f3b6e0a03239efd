package dev.shuttle.protocol.client;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.KeyRequest;
import dev.shuttle.protocol.NewKey;
import dev.shuttle.protocol.SignInLink;
import dev.shuttle.protocol.client.Call.Content;
import java.util.List;

/** The keys of an API. All but {@link #current} is for administrators; others are told 404. Thread-safe. */
public final class Keys {

    private static final String PATH = "/keys";

    private final Calls calls;

    Keys(Calls calls) {
        this.calls = calls;
    }

    /**
     * All that are valid or have expired.
     *
     * @return in the server's order, without the keys themselves
     * @throws ClientException when the call failed
     */
    public List<Key> list() throws ClientException {
        return calls.all(PATH, new Query(), new TypeReference<>() {});
    }

    /**
     * The one that this client shows.
     *
     * @return what it may do, and until when
     * @throws ClientException when the call failed; {@link ApiException} 401 when the key is not valid
     */
    public Key current() throws ClientException {
        return calls.get(PATH + "/current", new TypeReference<>() {});
    }

    /**
     * Makes one.
     *
     * @param request what for
     * @return with the key itself, which is told this once
     * @throws ClientException when the call failed; {@link ApiException} 409 where the name is taken
     */
    public NewKey create(KeyRequest request) throws ClientException {
        return calls.send("POST", PATH, Calls.json(request), new TypeReference<>() {});
    }

    /**
     * Makes a link that signs a browser in to the console, as who holds this key.
     *
     * @return for once, and for a minute
     * @throws ClientException when the call failed; {@link ApiException} 404 where the server is older
     */
    public SignInLink signInLink() throws ClientException {
        return calls.send("POST", "/sign-in-links", Content.NONE, new TypeReference<>() {});
    }

    /**
     * Ends one, at once.
     *
     * @param id its id
     * @throws ClientException when the call failed; {@link ApiException} 404 where there is none
     */
    public void revoke(String id) throws ClientException {
        calls.delete(PATH + "/" + Query.encode(id), Calls.ANSWER);
    }
}
