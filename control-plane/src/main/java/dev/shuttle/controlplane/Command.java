package dev.shuttle.controlplane;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import dev.shuttle.os.CurrentUser;
import java.io.IOException;
import java.util.List;

/** One of the things that the jar can be told to do. Says on standard error what it has to say. */
interface Command {
    /** Exit codes: done; could not be done; not understood; out of memory, as by -XX:+ExitOnOutOfMemoryError; stopped late. */
    int DONE = 0;

    int FAILED = 1;
    int USAGE = 2;
    int OUT_OF_MEMORY = 3;
    int LATE = 4;

    /**
     * The name of the command.
     *
     * @return a word
     */
    String name();

    /**
     * How it is called and what it does.
     *
     * @return a few lines
     */
    String usage();

    /**
     * Does it.
     *
     * @param arguments what stands after its name
     * @return the exit code
     * @throws InvalidSettingsException if the settings among them cannot be used
     * @throws IOException if it cannot be done; the message is for people
     * @throws InterruptedException if interrupted
     */
    int run(List<String> arguments) throws InvalidSettingsException, IOException, InterruptedException;

    /** The settings of this process and these flags; warnings go to standard error. */
    static Settings settings(List<String> flags) throws InvalidSettingsException {
        SettingsReader reader =
                new SettingsReader(System.getenv(), flags, System.getProperty("user.home"), CurrentUser.isRoot());
        Settings settings = reader.read();
        reader.warnings().forEach(System.err::println);
        return settings;
    }
}
