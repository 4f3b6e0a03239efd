package dev.shuttle.controlplane.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A copy of a store that is not in use, in a folder as {@link Database#urlIn} has it.
 *
 * @param folder with the one file in it
 * @param keyId of the key that encrypts it; empty if there is none yet
 * @param schema the number of the newest migration that it has seen
 */
public record StoreFile(Path folder, Optional<String> keyId, String schema) {
    /** Beside the store's folder: the id by which the home knows it. */
    public static final String HOME_ID = HomeId.FILE;

    private static final String EXTENSION = ".mv.db";

    /**
     * Unpacks what {@link Database#copy} made.
     *
     * @param zip the copy
     * @param folder exists, and is empty
     * @return the copy, unpacked
     * @throws IOException if it cannot be written, or is no store
     */
    public static StoreFile unpack(Path zip, Path folder) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            ZipEntry entry = file.stream()
                    .filter(candidate -> candidate.getName().endsWith(EXTENSION))
                    .findFirst()
                    .orElseThrow(() -> new IOException("The copy of the store holds no database: " + zip));
            try (InputStream in = file.getInputStream(entry)) {
                Files.copy(in, Database.fileIn(folder));
            }
        }
        return read(folder);
    }

    private static StoreFile read(Path folder) throws IOException {
        String url = Database.urlIn(folder);
        try (Connection connection =
                        DriverManager.getConnection(url + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r", Database.USER, "");
                Statement statement = connection.createStatement()) {
            return new StoreFile(
                    folder, keyId(statement), SchemaVersion.of(connection).toString());
        } catch (SQLException e) {
            throw new IOException("The copy of the store cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Makes the store in a home that is laid out from a backup that home's own: with an id that the original does not have,
     * and without the numbers of its users, since both may be on one machine.
     *
     * @param home holds the store in its folder, which is not in use
     * @throws IOException if it cannot be changed
     */
    public static void renew(Path home) throws IOException {
        String url = Database.urlIn(home.resolve("store"));
        try (Connection connection = DriverManager.getConnection(url + ";IFEXISTS=TRUE", Database.USER, "");
                Statement statement = connection.createStatement()) {
            if (has(statement, "project_account")) {
                statement.execute("delete from project_account");
            }
            if (has(statement, "home")) { // else the first start gives it an id
                HomeId id = HomeId.after(Optional.empty()).settled();
                statement.execute("delete from home");
                statement.execute("insert into home (id) values ('" + id.id() + "')");
                id.write(home);
            }
        } catch (SQLException e) {
            throw new IOException("The store of the backup cannot be opened: " + e.getMessage(), e);
        }
    }

    private static boolean has(Statement statement, String table) throws SQLException {
        try (ResultSet tables = statement.executeQuery(
                "select 1 from information_schema.tables where lower(table_name) = '" + table + "'")) {
            return tables.next();
        }
    }

    /** A store before the second migration has no such table. */
    private static Optional<String> keyId(Statement statement) throws SQLException {
        if (!has(statement, "vault_key")) {
            return Optional.empty();
        }
        try (ResultSet rows = statement.executeQuery("select id from vault_key")) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }
}
