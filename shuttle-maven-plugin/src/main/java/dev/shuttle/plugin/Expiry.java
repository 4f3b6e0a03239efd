package dev.shuttle.plugin;

import dev.shuttle.os.DurationText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;

/** When something ends, as a user types it: after a time, such as 90d, or at one (ISO-8601). */
final class Expiry {

    private interface Form {
        Instant read(String text, Instant now);
    }

    private static final List<Form> FORMS = List.of(
            (text, now) -> now.atZone(ZoneOffset.UTC).plus(Period.parse(text)).toInstant(),
            (text, now) -> now.plus(Duration.parse(text)),
            (text, now) -> OffsetDateTime.parse(text).toInstant(),
            (text, now) -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());

    private Expiry() {}

    static Instant parse(String text, Instant now) throws MojoFailureException {
        String iso = DurationText.iso(text.strip());
        for (Form form : FORMS) {
            try {
                return future(form.read(iso, now), text, now);
            } catch (DateTimeException | ArithmeticException another) {
                // the next form may fit
            }
        }
        throw new MojoFailureException(
                "'" + text + "' is not a valid -Dshuttle.expires: use a duration (90d, 12h, P90D)"
                        + " or a date (2027-01-01, 2027-01-01T12:00:00Z).");
    }

    private static Instant future(Instant end, String text, Instant now) throws MojoFailureException {
        if (!end.isAfter(now)) {
            throw new MojoFailureException("'" + text + "' is in the past: -Dshuttle.expires must be in the future.");
        }
        return end;
    }
}
