package dev.shuttle.controlplane.project;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import javax.naming.CommunicationException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/**
 * Whose a domain is, by its DNS: a TXT record at {@code _shuttle.DOMAIN} holds the host of the project that may have it
 * and what is below it, {@code shop.apps.example.com}. Only who rules over the domain can set it. Thread-safe.
 */
public final class DomainOwners {
    private static final String LABEL = "_shuttle.";

    /** Names of users are rarely deeper; each is a question to the DNS. */
    private static final int MOST_NAMES = 4;

    @SuppressWarnings("JdkObsolete") // JNDI takes no other
    private final Hashtable<String, String> environment = new Hashtable<>();

    /** By the machine's DNS. */
    public DomainOwners() {
        this("dns:");
    }

    /**
     * By some DNS.
     *
     * @param url a server's, {@code dns://127.0.0.1:53}
     */
    public DomainOwners(String url) {
        environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        environment.put("java.naming.provider.url", url);
        environment.put("com.sun.jndi.dns.timeout.initial", "1000"); // milliseconds, of one question
        environment.put("com.sun.jndi.dns.timeout.retries", "1");
    }

    /**
     * Who may have a domain.
     *
     * @param host a host name in lower case
     * @return the text of the records, in lower case, at the name itself or the nearest one above that has any; empty if
     *     none has, or a DNS that does not answer within some seconds
     */
    public List<String> of(String host) {
        String name = host;
        for (int asked = 0; asked < MOST_NAMES && name.indexOf('.') > 0; asked++) {
            try {
                List<String> found = texts(LABEL + name);
                if (!found.isEmpty()) {
                    return found;
                }
            } catch (CommunicationException e) {
                return List.of(); // nor will the next be answered
            } catch (NamingException e) {
                // No such name, or a server that does not tell.
            }
            name = name.substring(name.indexOf('.') + 1);
        }
        return List.of();
    }

    /** The name of the record that says whose a host is. */
    public static String record(String host) {
        return LABEL + host;
    }

    @SuppressWarnings("BanJNDI") // a DNS holds texts, and nothing that is deserialized; the name is a checked host name
    private List<String> texts(String name) throws NamingException {
        List<String> found = new ArrayList<>();
        DirContext dns = new InitialDirContext(environment);
        try {
            Attribute records = dns.getAttributes(name, new String[] {"TXT"}).get("TXT");
            if (records != null) {
                for (NamingEnumeration<?> each = records.getAll(); each.hasMore(); ) {
                    String text = String.valueOf(each.next()).replace("\"", "").strip();
                    found.add(text.toLowerCase(Locale.ROOT));
                }
            }
        } finally {
            dns.close();
        }
        return found;
    }
}
