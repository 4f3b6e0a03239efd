package dev.shuttle.controlplane.build;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says in a sentence or two why Maven failed: from what it reported, and from its output where that says more, as of
 * compile errors. For people only: that it failed is decided by the exit code. Taken from one thread, read when that has
 * ended.
 */
final class BuildFailureExplainer {

    /** The first errors are the cause; Maven repeats and explains them for hundreds of lines. */
    private static final int MAX_ERRORS = 200;

    private static final int SHOWN_COMPILE_ERRORS = 3;
    private static final int MAX_MESSAGE = 1000;

    /** 128 and the number of SIGKILL. */
    private static final int KILLED = 137;

    private static final Pattern COMPILE_ERROR = Pattern.compile("(\\S.*\\.(?:java|kt|scala|groovy):\\[?\\d+.*)");
    /** Of Maven's own extensions, which it fetches before ours is there to report. */
    private static final Pattern MISSING_EXTENSION = Pattern.compile(
            "(?:Extension|Plugin) ([\\w.-]+:[\\w.:${}-]+) or one of its dependencies could not be resolved");

    private static final Pattern MISSING_VERSION =
            Pattern.compile("'dependencies.dependency.version' for (\\S+) is missing");
    private static final Pattern JAVA_RELEASE = Pattern.compile(
            "release version (\\S+) not supported|invalid (?:target|source) release: (\\S+)|Source option (\\S+) is no longer supported");
    private static final Pattern ENFORCED =
            Pattern.compile("(Detected (?:JDK|Maven)\\b.*?not in the (?:allowed|required) range.*)");
    /** Its compiler has a list of the versions of Java. */
    private static final Pattern KOTLIN_AND_JAVA =
            Pattern.compile("^java\\.lang\\.IllegalArgumentException: ([0-9]{2,3}(?:\\.[0-9]+)*(?:-ea)?)$");

    private static final Pattern STACK_FRAME = Pattern.compile("^\\s+(?:at \\S+\\(|\\.\\.\\. [0-9]+ more$)");

    private static final Pattern OUT_OF_MEMORY =
            Pattern.compile("OutOfMemoryError|Java heap space|insufficient memory for the Java Runtime");
    private static final Pattern ADVICE = Pattern.compile(
            "^(?:$|To see the full stack trace|Re-run Maven|For more information|(?:-> )?\\[Help \\d|After correcting|  mvn <args>|Please refer to|See dump files)");

    private final Path workspace;
    private final Toolchain toolchain;
    private final List<String> errors = new ArrayList<>();
    private List<ReportedFailure> reported = List.of();
    private String lastLine = "";
    private boolean outOfMemory;
    private boolean diskFull;
    private volatile String notFetched = "";

    BuildFailureExplainer(Path workspace, Toolchain toolchain) {
        this.workspace = workspace;
        this.toolchain = toolchain;
    }

    void take(String line) {
        outOfMemory |= OUT_OF_MEMORY.matcher(line).find();
        diskFull |= line.contains("No space left on device");
        if (!line.isBlank()) {
            lastLine = line;
        }
        if (errors.size() < MAX_ERRORS && (line.startsWith("[ERROR] ") || line.startsWith("[FATAL] "))) {
            String error = tidy(line.substring("[ERROR] ".length()));
            if (!STACK_FRAME.matcher(error).find()) {
                errors.add(error);
            }
        }
    }

    /** The line with the paths of sources as they are on the developer's machine, from the root of the upload on. */
    String relative(String line) {
        return line.replace(workspace + "/", "").replace(workspace.toString(), ".");
    }

    /** Why a file could not be fetched: known to us and not to Maven, which sees a status. From any thread. */
    void notFetched(String sentence) {
        notFetched = sentence;
    }

    BuildFailedException failure(int exit, List<ReportedFailure> failures) {
        reported = failures;
        String message = message(exit);
        return room().isPresent()
                ? new BuildFailedException(message)
                : NeededJava.in(errors, toolchain.jdk().feature())
                        .map(needed -> BuildFailedException.onTooOldJava(message, needed))
                        .orElseGet(() -> new BuildFailedException(message));
    }

    private String message(int exit) {
        String message = room().or(this::cause).orElseGet(() -> rest(exit));
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "...";
    }

    /** The resource that ran out; other errors are its consequence. */
    private Optional<String> room() {
        if (diskFull) {
            return Optional.of("The server's disk is full, and the build failed. Its operator must make room;"
                    + " then deploy again.");
        }
        return outOfMemory ? Optional.of(memory()) : Optional.empty();
    }

    private Optional<String> cause() {
        return javaRelease()
                .or(() -> first(ENFORCED)
                        .map(found -> "The project requires other tools than this server has: " + found.group(1) + " "
                                + tools() + " Widen the range in the pom, or ask the operator for them."))
                .or(() -> reported(failure -> failure.is(UnsupportedClassVersionError.class))
                        .map(found -> "A plugin or library of the build needs a newer Java. " + tools()
                                + " Use an older version of it, or ask the operator for a newer JDK (SHUTTLE_JDKS)."))
                .or(this::oldProcessor)
                .or(this::oldKotlin)
                .or(this::compileErrors)
                .or(() -> reported(failure -> failure.types().contains("TransferCancelledException"))
                        .map(found -> sentence(found.message()) + " Deploy again; if it fails again, ask the operator"
                                + " about the network and SHUTTLE_MAVEN_SETTINGS."))
                .or(this::unresolved)
                .or(() -> reported(failure -> !failure.host().isEmpty()).map(this::unknownHost))
                .or(() -> first(MISSING_EXTENSION).map(found -> extension(found.group(1))))
                .or(this::pomProblem)
                .or(() -> reported(BuildFailureExplainer::isOfTests)
                        .map(found -> "Tests of the project failed, which this deploy asks for (-Dshuttle.tests, or"
                                + " -DskipTests=false in mavenArgs). The build's log names them; fix them, or leave the"
                                + " option out."))
                .or(() -> reported(failure -> failure.isOf("maven-enforcer-plugin"))
                        .map(found -> "A rule of the project's own (" + found.goal() + ") refuses this build: "
                                + sentence(found.message()) + " " + tools()
                                + " If the app is to be deployed in spite of"
                                + " it: -Dshuttle.mavenArgs=-Denforcer.skip."));
    }

    private static boolean isOfTests(ReportedFailure failure) {
        return failure.types().contains("MojoFailureException")
                && (failure.isOf("maven-surefire-plugin") || failure.isOf("maven-failsafe-plugin"));
    }

    /** Lombok and its like reach into the compiler, which changes with each Java. */
    private Optional<String> oldProcessor() {
        return reported(failure -> failure.message().contains("com.sun.tools.javac")
                        && (failure.is(NoSuchFieldError.class)
                                || failure.is(NoSuchMethodError.class)
                                || failure.is(IllegalAccessError.class)))
                .map(
                        found -> "An annotation processor of the project is too old for this Java, most likely Lombok: "
                                + sentence(found.message()) + " " + tools()
                                + " Use its newest version (Lombok 1.18.42 or later), or an older Java (maven.compiler.release).");
    }

    private Optional<String> oldKotlin() {
        return reported(failure -> failure.isOf("kotlin-maven-plugin"))
                .flatMap(failure -> first(KOTLIN_AND_JAVA))
                .map(found -> "The project's Kotlin is too old for Java " + found.group(1) + ". " + tools()
                        + " Use a newer version of Kotlin, or ask the operator for an older JDK that the project runs on"
                        + " (SHUTTLE_JDKS).");
    }

    /** Those that cannot be fetched come first: Maven says of them that they are missing, too. */
    private Optional<String> unresolved() {
        List<ReportedFailure.Unresolved> all = reported.stream()
                .flatMap(failure -> failure.artifacts().stream())
                .toList();
        return all.stream()
                .filter(artifact -> !artifact.absent())
                .map(artifact ->
                        notFetched(artifact.coordinates(), notFetched.isEmpty() ? unreachable() : ". " + notFetched))
                .findFirst()
                .or(() -> all.stream().findFirst().map(artifact -> missing(artifact.coordinates())));
    }

    private Optional<String> pomProblem() {
        return reported.stream()
                .flatMap(failure -> failure.problems().stream())
                .findFirst()
                .map(problem -> {
                    Matcher version = MISSING_VERSION.matcher(problem.message());
                    if (version.find()) {
                        return "The dependency " + version.group(1)
                                + " has no version. Write its <version> into the pom, or import a BOM that has one.";
                    }
                    String place = tidy(problem.file()) + (problem.line() > 0 ? ":" + problem.line() : "");
                    return "The pom is not valid" + (place.isBlank() ? "" : " (" + place + ")") + ": "
                            + sentence(problem.message()) + " Fix it and deploy again.";
                });
    }

    private Optional<ReportedFailure> reported(Predicate<ReportedFailure> which) {
        return reported.stream().filter(which).findFirst();
    }

    private String sentence(String message) {
        String tidy = tidy(message).strip();
        return tidy.endsWith(".") ? tidy : tidy + ".";
    }

    private Optional<String> javaRelease() {
        return first(JAVA_RELEASE).map(found -> {
            String release = Optional.ofNullable(found.group(1))
                    .or(() -> Optional.ofNullable(found.group(2)))
                    .or(() -> Optional.ofNullable(found.group(3)))
                    .orElse("")
                    .replaceAll("[^\\w.]", "");
            return "The project is compiled for Java " + release + ", which this JDK does not support. " + tools()
                    + " Set maven.compiler.release to a version that it supports.";
        });
    }

    private Optional<String> compileErrors() {
        // Maven prints them twice, and only the second time with the details.
        Map<String, String> byPlace = new LinkedHashMap<>();
        for (int i = 0; i < errors.size(); i++) {
            if (COMPILE_ERROR.matcher(errors.get(i)).matches()) {
                byPlace.merge(
                        errors.get(i), withDetail(i), (one, other) -> one.length() < other.length() ? other : one);
            }
        }
        List<String> found = List.copyOf(byPlace.values());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String shown = String.join("; ", found.subList(0, Math.min(found.size(), SHOWN_COMPILE_ERRORS)));
        String more = found.size() > SHOWN_COMPILE_ERRORS ? " (" + found.size() + " errors in all)" : "";
        return Optional.of("The code does not compile: " + shown + more + ". Fix it and deploy again.");
    }

    /** javac says what cannot be found in the lines below: {@code symbol:} and {@code location:}. */
    private String withDetail(int error) {
        StringBuilder text = new StringBuilder(errors.get(error));
        for (int i = error + 1; i < errors.size() && i <= error + 2; i++) {
            String detail = errors.get(i).strip();
            if (detail.startsWith("symbol:") || detail.startsWith("location:")) {
                text.append(", ").append(detail.replaceAll(":?\\s+", " "));
            }
        }
        return text.toString();
    }

    private String extension(String artifact) {
        return notFetched.isEmpty() ? missing(artifact) : notFetched(artifact, ". " + notFetched);
    }

    private static String notFetched(String artifact, String why) {
        return "Maven could not fetch " + artifact + why;
    }

    private static String unreachable() {
        return ": the server cannot reach the repository that should have it. Deploy again; if it fails again, ask the"
                + " operator about the network and SHUTTLE_MAVEN_SETTINGS.";
    }

    private String unknownHost(ReportedFailure failure) {
        return (failure.goal().isEmpty() ? "A plugin of the build" : failure.goal()) + " could not reach "
                + tidy(failure.host()).replaceFirst(":.*", "")
                + ", which this server does not know. Leave it out of deploys, as by a profile or by its option to skip"
                + " it (-Dshuttle.mavenArgs), or ask the operator about the network.";
    }

    private String missing(String artifact) {
        if (artifact.startsWith("dev.shuttle:")) {
            return "There is no " + artifact + " here: this server carries dev.shuttle in version "
                    + toolchain.shuttle() + ". Set the pom's version to that, or ask the operator to upgrade.";
        }
        return "The build needs " + artifact + ", which none of its repositories has. Check groupId, artifactId and"
                + " version in the pom, or add the repository that has it; if it was published just now, deploy with"
                + " -Dshuttle.mavenArgs=-U.";
    }

    private String memory() {
        return "The build ran out of memory. Give its JVM more in .mvn/jvm.config (-Xmx2g), or split the build.";
    }

    private String rest(int exit) {
        if (exit == KILLED) {
            return "The build was killed, most likely because the server ran out of memory. Reduce its memory"
                    + " (-Xmx in .mvn/jvm.config, fewer modules at a time), or ask the operator for more.";
        }
        List<String> said =
                errors.stream().filter(error -> !ADVICE.matcher(error).find()).toList();
        // The lines that Maven has help for name the fault; those around them only frame it.
        String last = said.stream()
                .filter(error -> error.contains(" -> [Help "))
                .reduce((before, after) -> after)
                .or(() -> said.stream().reduce((before, after) -> after))
                .orElseGet(() -> tidy(lastLine));
        return "Maven failed (exit code " + exit + "): "
                + last.replaceAll("\\s*-> \\[Help \\d+]", "")
                        .replaceFirst("^-{5,}:\\s*", "")
                        .strip() + ". The build's log has the details.";
    }

    private Optional<Matcher> first(Pattern pattern) {
        return errors.stream().map(pattern::matcher).filter(Matcher::find).findFirst();
    }

    private String tools() {
        return "This build ran on Java " + toolchain.jdk().version() + " and Maven " + toolchain.maven() + ".";
    }

    /** Without the server's paths, and without repository addresses: a mirror's may hold a password. */
    private String tidy(String line) {
        return relative(line)
                .replaceAll("\\w+://\\S+?(?=[)\\s,]|$)", "…")
                .replace("(…)", "")
                .replaceAll("\\s+$", "");
    }
}
