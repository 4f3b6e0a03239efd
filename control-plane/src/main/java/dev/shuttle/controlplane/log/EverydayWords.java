package dev.shuttle.controlplane.log;

import java.util.Locale;
import java.util.Set;

/** Words that settings have and logs are full of: masking them would hide nothing, and blacken every line. */
final class EverydayWords {
    private static final Set<String> WORDS =
            Set.of(("true false yes none null default auto enabled disabled always never"
                            + " trace debug info warn warning error fatal"
                            + " dev devel development test tests testing stage staging prod production local localhost demo"
                            + " preview sandbox live release snapshot"
                            + " root admin user users guest public private internal"
                            + " postgres postgresql mysql mariadb oracle mongo mongodb redis kafka rabbitmq"
                            + " http https jdbc utf8 utf-8 json text html")
                    .split(" "));

    private EverydayWords() {}

    static boolean contain(String value) {
        return WORDS.contains(value.toLowerCase(Locale.ROOT));
    }
}
