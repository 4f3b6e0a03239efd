package dev.shuttle.controlplane;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import dev.shuttle.controlplane.doctor.Doctor;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.egress.Way;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.jdk.Jdks;
import dev.shuttle.os.CurrentUser;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** {@code doctor}: a line for each check; exit code 1 if one fails. */
final class DoctorCommand implements Command {
    private static final URI CENTRAL = URI.create("https://repo.maven.apache.org/maven2/");

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String usage() {
        return "doctor           checks this machine and the home, before the first start or while the server runs";
    }

    @Override
    public int run(List<String> flags) throws InvalidSettingsException, IOException {
        Settings settings = Command.settings(flags);
        boolean well = new Doctor(new Doctor.Parts(
                        settings.home(),
                        settings.api().host(),
                        settings.api().port(),
                        settings.edge().listener().host(),
                        settings.edge().listener().port(),
                        settings.keys().master() != null,
                        settings.stores().databaseUrl(),
                        settings.stores().postgres() == null,
                        settings.stores().redis() == null,
                        otherJdks(settings),
                        repository(settings),
                        way(settings),
                        CurrentUser.isRoot(),
                        settings.backups() == null ? null : settings.backups().every()))
                .look(System.out::println);
        return well ? DONE : FAILED;
    }

    private static List<Jdk> otherJdks(Settings settings) {
        List<Jdk> all = Jdks.of(Jdk.own(), settings.builds().jdks(), untried -> Optional.empty())
                .all();
        return all.subList(1, all.size());
    }

    /** The first mirror of the operator's, or Maven Central. */
    private static URI repository(Settings settings) {
        return settings.builds().maven().mirror().map(URI::create).orElse(CENTRAL);
    }

    private static Way way(Settings settings) {
        URI repository = repository(settings);
        return settings.builds()
                .maven()
                .way(repository)
                .orElseGet(() -> Egress.way(repository, settings.egressProxy()));
    }
}
