package dev.shuttle;

/**
 * How to reach a database, for apps that bring their own pool or driver.
 *
 * @param host the server's host
 * @param port the server's port
 * @param database the database's name
 * @param username the role
 * @param password its password; not part of {@link #toString()}
 */
public record DatabaseConnection(String host, int port, String database, String username, String password) {

    /**
     * The JDBC URL without credentials.
     *
     * @return for example {@code jdbc:postgresql://127.0.0.1:5432/todo_default}
     */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    @Override
    public String toString() {
        return "DatabaseConnection[" + jdbcUrl() + ", username=" + username + ", password=***]";
    }
}
