package dev.shuttle.runtime.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTextTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "select * from users where name = 'QAZ' and age > 17 | select * from users where name = ? and age > ?",
                "insert into t2 values ('it''s QAZ', 1.5e3, .5, -7) | insert into t2 values (?, ?, ?, -?)",
                "select E'\\'QAZ' , E'QAZ' from t | select ? , ? from t",
                "select $$QAZ$$, $a$ QAZ $$ QAZ $a$ from t | select ?, ? from t",
                "select $1, ? from t where \"Name 7\" = $12 | select $1, ? from t where \"Name 7\" = $12",
                "select 1 -- QAZ | select ?",
                "/* QAZ */ select /* QAZ | select",
                "select 'QAZ | select ?",
                "select E'QAZ\\ | select ?",
                "select x1, 0x1F from t | select x1, ? from t"
            })
    void isShownWithoutValuesAndComments(String sql, String shown) {
        assertEquals(shown, StatementText.of(sql));
    }

    @Test
    void aHugeStatementIsCutAtOnce() {
        String huge = "insert into t values " + "('QAZ', 1), ".repeat(500_000);
        long begun = System.nanoTime();
        String shown = StatementText.of(huge);
        assertTrue(System.nanoTime() - begun < 1_000_000_000L);
        assertEquals(StatementSpan.LONGEST, shown.length());
        assertFalse(shown.contains("QAZ"), shown);
        assertEquals("select ?", StatementText.of("select '" + "a''".repeat(100_000) + "'"), "no deep recursion");
    }
}
