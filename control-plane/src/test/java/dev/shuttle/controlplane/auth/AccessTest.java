package dev.shuttle.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.controlplane.auth.Access.Decision;
import dev.shuttle.protocol.KeyScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {

    @ParameterizedTest
    @CsvSource({
        "OPEN, read:shop, true, ALLOWED",
        "ANY, read:blog, false, ALLOWED",
        "READ, read:shop, false, ALLOWED",
        "READ, read:shop, true, READ_ONLY",
        "READ, read:blog, false, HIDDEN_PROJECT",
        "READ, deploy:blog, true, HIDDEN_PROJECT",
        "READ, admin, true, ALLOWED",
        "CHANGE, read:shop, true, READ_ONLY",
        "CHANGE, deploy:shop, true, ALLOWED",
        "CHANGE, deploy:blog, true, HIDDEN_PROJECT",
        "CHANGE, read:blog, true, HIDDEN_PROJECT",
        "CHANGE, admin, true, ALLOWED",
        "CHANGE, 'deploy:blog,shop', true, ALLOWED",
        "CHANGE, 'deploy:blog,other', true, HIDDEN_PROJECT",
        "CHANGE, deploy:*, true, ALLOWED",
        "CHANGE, read:*, true, READ_ONLY",
        "READ, read:*, false, ALLOWED",
        "READ, 'read:blog,shop', false, ALLOWED",
        "READ, 'read:blog,other', false, HIDDEN_PROJECT",
        "ADMIN, deploy:*, true, HIDDEN_ROUTE",
        "ADMIN, read:*, false, HIDDEN_ROUTE",
        "ADMIN, deploy:shop, true, HIDDEN_ROUTE",
        "ADMIN, read:shop, false, HIDDEN_ROUTE",
        "ADMIN, admin, true, ALLOWED"
    })
    void decidesByScopeAndProject(Access access, String scope, boolean changes, Decision expected) {
        assertEquals(expected, access.decide(KeyScope.parse(scope), "shop", changes));
    }

    @Test
    void aRequestThatNamesNoProjectIsLeftToItsHandler() {
        assertEquals(Decision.ALLOWED, Access.CHANGE.decide(KeyScope.parse("deploy:shop"), null, true));
    }
}
