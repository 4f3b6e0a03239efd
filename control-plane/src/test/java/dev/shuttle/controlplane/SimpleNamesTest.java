package dev.shuttle.controlplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All modules on the control plane's class path: one simple name, one type; and what lies under everything. */
@AnalyzeClasses(packages = "dev.shuttle", importOptions = ImportOption.DoNotIncludeTests.class)
class SimpleNamesTest {

    @ArchTest
    static final ArchRule osLiesUnderEverything = noClasses()
            .that()
            .resideInAPackage("dev.shuttle.os..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "dev.shuttle.os..",
                    "java..",
                    "com.sun.management..",
                    "com.sun.security.auth.module..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule aHostNeedsNeitherOsNorResources = noClasses()
            .that()
            .resideInAnyPackage("dev.shuttle", "dev.shuttle.runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.shuttle.os..", "dev.shuttle.resources..");

    @ArchTest
    static final ArchRule kindsOfResourcesDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("dev.shuttle.resources.postgres..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.shuttle.resources.redis..", "dev.shuttle.resources.folder..");

    @ArchTest
    static final ArchRule redisKnowsNeitherPostgresNorFolders = noClasses()
            .that()
            .resideInAPackage("dev.shuttle.resources.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.shuttle.resources.postgres..", "dev.shuttle.resources.folder..");

    @ArchTest
    static void noTwoTopLevelClassesHaveTheSameSimpleName(JavaClasses classes) {
        Map<String, List<String>> bySimpleName = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getSimpleName, TreeMap::new, mapping(JavaClass::getName, toList())));
        assertFalse(bySimpleName.isEmpty());
        bySimpleName.values().removeIf(names -> names.size() == 1);
        assertEquals(Map.of(), bySimpleName);
    }
}
