package dev.shuttle.plugin;

import java.util.HashSet;
import java.util.Set;
import org.apache.maven.plugin.logging.Log;

/** A log for what is done again and again: shows its errors, each of its warnings once, and the rest with {@code -X} only. */
final class QuietLog implements Log {

    private final Log log;
    private final Set<String> warned = new HashSet<>();

    QuietLog(Log log) {
        this.log = log;
    }

    @Override
    public boolean isDebugEnabled() {
        return log.isDebugEnabled();
    }

    @Override
    public void debug(CharSequence content) {
        log.debug(content);
    }

    @Override
    public void debug(CharSequence content, Throwable error) {
        log.debug(content, error);
    }

    @Override
    public void debug(Throwable error) {
        log.debug(error);
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public void info(CharSequence content) {
        log.debug(content);
    }

    @Override
    public void info(CharSequence content, Throwable error) {
        log.debug(content, error);
    }

    @Override
    public void info(Throwable error) {
        log.debug(error);
    }

    @Override
    public boolean isWarnEnabled() {
        return log.isWarnEnabled();
    }

    @Override
    public void warn(CharSequence content) {
        if (isNew(content)) {
            log.warn(content);
        }
    }

    @Override
    public void warn(CharSequence content, Throwable error) {
        if (isNew(content)) {
            log.warn(content, error);
        }
    }

    @Override
    public void warn(Throwable error) {
        if (isNew(String.valueOf(error))) {
            log.warn(error);
        }
    }

    @Override
    public boolean isErrorEnabled() {
        return log.isErrorEnabled();
    }

    @Override
    public void error(CharSequence content) {
        log.error(content);
    }

    @Override
    public void error(CharSequence content, Throwable error) {
        log.error(content, error);
    }

    @Override
    public void error(Throwable error) {
        log.error(error);
    }

    private boolean isNew(CharSequence content) {
        return warned.add(content.toString());
    }
}
