package dev.shuttle.controlplane;

import dev.shuttle.os.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings as they were given: environment variables {@code SHUTTLE_…} and {@code --kebab-case} flags, of which a flag
 * wins. A name that is not known is a fault, since a misspelt limit or key would otherwise be one that does not hold.
 */
final class GivenSettings {
    /** Read by the plugin on a developer's machine, where a server may run too. */
    private static final Set<String> CLIENTS = Set.of("API");

    /** Given to services for {@code @Folder}, and by hand to a service that is run without a server. */
    private static final String FOLDER = "FOLDER";

    /** Of the contract, and without effect in this version. */
    private static final Set<String> NOT_YET = Set.of("SHARE_LIBRARIES");

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final Collection<String> faults;
    private final Set<String> warnings = new TreeSet<>();

    /** {@code flags} are the arguments after the command. A sentence for each fault is added to {@code faults}. */
    GivenSettings(Map<String, String> environment, List<String> flags, Collection<String> faults) {
        this.faults = faults;
        // Sorted, for faults in the same order each time.
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(Setting.PREFIX)) {
                variable(name, value);
            }
        });
        readFlags(flags);
    }

    @Nullable
    String value(Setting setting) {
        return values.get(setting);
    }

    /** Settings without effect, a sentence each. */
    Set<String> warnings() {
        return warnings;
    }

    private void variable(String name, String value) {
        String key = name.substring(Setting.PREFIX.length());
        boolean others = CLIENTS.contains(key) || key.equals(FOLDER) || key.startsWith(FOLDER + "_");
        if (!put(key, name, value) && !others) {
            faults.add("There is no setting " + name + ". The nearest is " + Setting.PREFIX + nearest(key)
                    + ": correct the name, or remove the variable.");
        }
    }

    private void readFlags(List<String> flags) {
        List<String> rest = new ArrayList<>(flags);
        while (!rest.isEmpty()) {
            String flag = rest.remove(0);
            int equals = flag.indexOf('=');
            String name = equals < 0 ? flag : flag.substring(0, equals);
            if (!flag.startsWith("--")) {
                faults.add(
                        "The argument " + flag + " is not valid: pass settings as --api-port 8001 or --api-port=8001.");
            } else if (equals >= 0) {
                flag(name, flag.substring(equals + 1));
            } else if (rest.isEmpty()) {
                withoutValue(name);
            } else {
                flag(name, rest.remove(0));
            }
        }
    }

    private void withoutValue(String name) {
        if (Setting.named(key(name)).isPresent() || NOT_YET.contains(key(name))) {
            faults.add("The flag " + name + " has no value: pass it as " + name + "=VALUE.");
        } else {
            unknown(name);
        }
    }

    private void flag(String name, String value) {
        if (!put(key(name), name, value)) {
            unknown(name);
        }
    }

    private void unknown(String flag) {
        faults.add("There is no flag " + flag + ". The nearest is " + Setting.flag(nearest(key(flag)))
                + ": correct the name, or remove the flag.");
    }

    private static String key(String flag) {
        return flag.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private boolean put(String key, String givenAs, String value) {
        Optional<Setting> setting = Setting.named(key);
        setting.ifPresent(known -> values.put(known, value));
        if (NOT_YET.contains(key)) {
            warnings.add("The setting " + givenAs + " has no effect yet in this version.");
            return true;
        }
        return setting.isPresent();
    }

    private static String nearest(String key) {
        Stream<String> known = Stream.concat(Arrays.stream(Setting.values()).map(Setting::name), NOT_YET.stream());
        return NearestName.to(key, known.sorted().toList());
    }
}
