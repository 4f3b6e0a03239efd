package dev.shuttle.controlplane;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code java -jar control-plane.jar [COMMAND] [--flag value …]}; without a command it is the server. */
public final class ControlPlaneMain {
    static {
        // Before the first logger, of the commands too: one line an entry, on standard error, with the time.
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
        System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
        // It warns of every H2 that is newer than itself.
        System.setProperty("org.slf4j.simpleLogger.log.org.flywaydb", "error");
        // It prints each failure to accept, a second after the other, while file descriptors are short; the proxy says
        // it once.
        System.setProperty("org.slf4j.simpleLogger.log.org.eclipse.jetty.server.AbstractConnector", "error");
        // By which an operator's HTTP proxy may ask for a password on the way to a repository over HTTPS.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        for (String quiet : List.of("org.eclipse.jetty", "io.javalin", "io.netty")) {
            System.setProperty("org.slf4j.simpleLogger.log." + quiet, "warn");
        }
    }

    private static final List<Command> COMMANDS =
            List.of(new ServeCommand(), new BackupCommand(), new RestoreCommand(), new DoctorCommand());

    /** Behind a command too. */
    private static final List<String> HELP = List.of("--help", "-h");

    private ControlPlaneMain() {}

    public static void main(String[] args) {
        System.exit(run(Arrays.asList(args)));
    }

    private static int run(List<String> arguments) {
        String first = arguments.isEmpty() ? ServeCommand.NAME : arguments.get(0);
        switch (HELP.stream().anyMatch(arguments::contains) ? "help" : first) {
            case "help" -> {
                System.out.println(usage());
                return Command.DONE;
            }
            case "--version", "version" -> {
                System.out.println("shuttle " + version());
                return Command.DONE;
            }
            default -> {
                boolean named = !arguments.isEmpty() && !first.startsWith("-");
                return run(
                        named ? first : ServeCommand.NAME, named ? arguments.subList(1, arguments.size()) : arguments);
            }
        }
    }

    private static int run(String name, List<String> arguments) {
        Optional<Command> command =
                COMMANDS.stream().filter(each -> each.name().equals(name)).findFirst();
        if (command.isEmpty()) {
            System.err.println("Unknown command " + name + ".\n" + usage());
            return Command.USAGE;
        }
        try {
            return command.get().run(arguments);
        } catch (InvalidSettingsException e) {
            System.err.println(e.getMessage());
            return Command.USAGE;
        } catch (IOException e) {
            System.err.println(message(e));
            return Command.FAILED;
        } catch (InterruptedException e) {
            return Command.FAILED;
        }
    }

    /** That of a file's exception is its path only. */
    private static String message(IOException failure) {
        return failure.getMessage() == null || failure instanceof FileSystemException
                ? failure.toString()
                : failure.getMessage();
    }

    private static String usage() {
        return "Usage: java -jar control-plane.jar [COMMAND] [--SETTING VALUE …]\n\n"
                + COMMANDS.stream().map(each -> "  " + each.usage()).collect(Collectors.joining("\n"))
                + "\n  help, --version  this text; the version\n\n"
                + "Settings are environment variables (SHUTTLE_API_PORT=8001) or flags (--api-port 8001), which take precedence. Commands"
                + "\nneed the settings of their server, SHUTTLE_HOME above all.\n\n"
                + Arrays.stream(Setting.values())
                        .map(each -> "  " + each.variable() + " [" + each.otherwise() + "]\n      " + each.meaning())
                        .collect(Collectors.joining("\n"));
    }

    /** As the poms have it. */
    static String version() {
        return Objects.requireNonNullElse(
                ControlPlaneMain.class.getPackage().getImplementationVersion(), "(not from its jar)");
    }
}
