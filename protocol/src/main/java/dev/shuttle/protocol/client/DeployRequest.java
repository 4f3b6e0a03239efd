package dev.shuttle.protocol.client;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.RepositoryAddress;
import org.jspecify.annotations.Nullable;

/**
 * How to deploy an archive.
 *
 * @param project the project
 * @param derived whether the name was guessed from the sources, so that the server compares it with the bytecode
 * @param module which module of the reactor is the service; null lets the server find it
 * @param mavenArgs more arguments for the build, as on a command line
 * @param main the class to run; null lets the server find it
 * @param args arguments for a program's main, as on a command line
 * @param java the feature version of the Java that runs the client; the server prefers it if it has it. Null sends none
 * @param force builds and starts even what serves already
 * @param git the commit of the sources; null sends nothing of it. What is too long is cut
 * @param identity which sources they are, and whether they may take the project's name
 */
public record DeployRequest(
        ProjectName project,
        boolean derived,
        @Nullable String module,
        @Nullable String mavenArgs,
        @Nullable String main,
        @Nullable String args,
        @Nullable Integer java,
        boolean force,
        Deployment.@Nullable Git git,
        Identity identity) {

    /**
     * Which sources these are. The server refuses to replace those of another origin, unless the user meant it.
     *
     * @param module the coordinates of the Maven project, {@code groupId:artifactId}; null sends none
     * @param repository the URL of its git repository; sent without what could be a password
     * @param named whether the user chose the project's name
     * @param confirm the project's name, to take it over from another origin
     */
    public record Identity(
            @Nullable String module, @Nullable String repository, boolean named, @Nullable String confirm) {
        /** Tells nothing. */
        public static final Identity NONE = new Identity(null, null, false, null);

        private @Nullable String origin() {
            String address =
                    repository == null ? null : RepositoryAddress.of(repository).orElse(null);
            return module == null ? address : address == null ? module : module + " " + address;
        }
    }

    /** The server's limits for a commit's hash, branch and message, in characters. */
    private static final int LONGEST_COMMIT = 100;

    private static final int LONGEST_TEXT = 500;

    /** Servers read some 8 KiB of a request's head, and a letter may take nine of it. */
    private static final int LONGEST_ENCODED = 1000;

    String query() {
        Query query = new Query()
                .add("project", project.value())
                .add("derived", derived)
                .add("module", module)
                .add("mavenArgs", mavenArgs)
                .add("main", main)
                .add("args", args)
                .add("java", java == null ? null : java.toString())
                .add("force", force)
                .add("origin", identity.origin())
                .add("named", identity.named())
                .add("confirm", identity.confirm());
        if (git != null) {
            query.add("commit", cut(git.commit(), LONGEST_COMMIT))
                    .add("branch", cut(git.branch(), LONGEST_TEXT))
                    .add("message", cut(git.message(), LONGEST_TEXT))
                    .add("dirty", git.dirty());
        }
        return query.toString();
    }

    /** At most so long, also as it stands in the address, and no half of a character that takes two. */
    private static @Nullable String cut(@Nullable String text, int longest) {
        if (text == null) {
            return null;
        }
        int end = Math.min(text.length(), longest);
        while (end > 0 && !isFit(text.substring(0, end))) {
            end--;
        }
        return text.substring(0, end);
    }

    private static boolean isFit(String text) {
        return !Character.isHighSurrogate(text.charAt(text.length() - 1))
                && Query.encode(text).length() <= LONGEST_ENCODED;
    }
}
