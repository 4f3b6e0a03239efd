package dev.shuttle.controlplane.api;

/** A request that the API itself refuses. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    ApiException(int status, String title, String detail) {
        super(detail);
        this.status = status;
        this.title = title;
    }

    static ApiException unprocessable(String detail) {
        return new ApiException(422, "Unprocessable", detail);
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
