package dev.shuttle.controlplane.console;

/** The pages of a project, in order. */
public enum ProjectTab {
    DEPLOYMENTS("Deployments", ""),
    LOG("Log", "log"),
    METRICS("Metrics", "metrics"),
    DATABASES("Databases", "databases"),
    SETTINGS("Settings", "settings"),
    AUDIT("Audit log", "audit");

    private final String label;
    private final String path;

    ProjectTab(String label, String path) {
        this.label = label;
        this.path = path;
    }

    public String label() {
        return label;
    }

    /** Behind the project's. */
    public String path() {
        return path;
    }
}
