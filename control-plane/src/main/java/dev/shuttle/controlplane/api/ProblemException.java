package dev.shuttle.controlplane.api;

/** A request that the API itself refuses. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    ProblemException(int status, String title, String detail) {
        super(detail);
        this.status = status;
        this.title = title;
    }

    static ProblemException unprocessable(String detail) {
        return new ProblemException(422, "Unprocessable", detail);
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
