package dev.shuttle.controlplane.http;

/** A request that the API itself refuses. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    public ProblemException(int status, String title, String detail) {
        super(detail);
        this.status = status;
        this.title = title;
    }

    public static ProblemException unprocessable(String detail) {
        return new ProblemException(422, "Unprocessable", detail);
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
