package dev.shuttle.runtime.service;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;

/**
 * Deregisters the JDBC drivers of the class loader that defines it: {@link DriverManager} shows a driver, and lets it
 * go, only to callers of its own loader. Hence public, and without reference to any class of ours.
 */
public final class DriverRemoval implements Runnable {

    /** Made by reflection. */
    public DriverRemoval() {}

    @Override
    public void run() {
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == DriverRemoval.class.getClassLoader()) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException e) {
                    // The driver's own action failed after it was removed.
                }
            }
        }
    }
}
