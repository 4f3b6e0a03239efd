package dev.shuttle.controlplane;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Packages depend one way, and each library has its place. */
@AnalyzeClasses(packages = "dev.shuttle.controlplane", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule oneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("root")
            .definedBy("dev.shuttle.controlplane")
            .layer("api")
            .definedBy("dev.shuttle.controlplane.api")
            .layer("backup")
            .definedBy("dev.shuttle.controlplane.backup")
            .layer("doctor")
            .definedBy("dev.shuttle.controlplane.doctor")
            .layer("deployment")
            .definedBy("dev.shuttle.controlplane.deployment")
            .layer("archive")
            .definedBy("dev.shuttle.controlplane.archive")
            .layer("release")
            .definedBy("dev.shuttle.controlplane.release")
            .layer("procfile")
            .definedBy("dev.shuttle.controlplane.procfile")
            .layer("packaging")
            .definedBy("dev.shuttle.controlplane.packaging")
            .layer("build")
            .definedBy("dev.shuttle.controlplane.build")
            .layer("host")
            .definedBy("dev.shuttle.controlplane.host..")
            .layer("bundle")
            .definedBy("dev.shuttle.controlplane.bundle")
            .layer("sandbox")
            .definedBy("dev.shuttle.controlplane.sandbox")
            .layer("proxy")
            .definedBy("dev.shuttle.controlplane.proxy")
            .layer("forwarded")
            .definedBy("dev.shuttle.controlplane.forwarded")
            .layer("project")
            .definedBy("dev.shuttle.controlplane.project")
            .layer("auth")
            .definedBy("dev.shuttle.controlplane.auth")
            .layer("resource")
            .definedBy("dev.shuttle.controlplane.resource")
            .layer("vault")
            .definedBy("dev.shuttle.controlplane.vault")
            .layer("mavenproxy")
            .definedBy("dev.shuttle.controlplane.mavenproxy")
            .layer("jdk")
            .definedBy("dev.shuttle.controlplane.jdk")
            .layer("log")
            .definedBy("dev.shuttle.controlplane.log")
            .layer("fault")
            .definedBy("dev.shuttle.controlplane.fault")
            .layer("database")
            .definedBy("dev.shuttle.controlplane.database")
            .whereLayer("root")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("backup")
            .mayOnlyBeAccessedByLayers("root", "doctor")
            .whereLayer("doctor")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("deployment")
            .mayOnlyBeAccessedByLayers("root", "api")
            .whereLayer("archive")
            .mayOnlyBeAccessedByLayers("root", "deployment", "build", "release")
            .whereLayer("build")
            .mayOnlyBeAccessedByLayers("root", "deployment", "release", "packaging")
            .whereLayer("procfile")
            .mayOnlyBeAccessedByLayers("deployment", "release", "host")
            .whereLayer("packaging")
            .mayOnlyBeAccessedByLayers("deployment", "release")
            .whereLayer("release")
            .mayOnlyBeAccessedByLayers("root", "backup", "deployment")
            .whereLayer("host")
            .mayOnlyBeAccessedByLayers("root", "deployment")
            .whereLayer("sandbox")
            .mayOnlyBeAccessedByLayers("root", "backup", "doctor", "build", "host")
            .whereLayer("proxy")
            .mayOnlyBeAccessedByLayers("root", "deployment")
            .whereLayer("forwarded")
            .mayOnlyBeAccessedByLayers("root", "api", "proxy")
            .whereLayer("bundle")
            .mayOnlyBeAccessedByLayers("root", "build")
            .whereLayer("project")
            .mayOnlyBeAccessedByLayers("root", "api", "deployment")
            .whereLayer("auth")
            .mayOnlyBeAccessedByLayers("root", "api")
            .whereLayer("resource")
            .mayOnlyBeAccessedByLayers("root", "api", "deployment")
            .whereLayer("vault")
            .mayOnlyBeAccessedByLayers("root", "backup", "resource")
            .whereLayer("mavenproxy")
            .mayOnlyBeAccessedByLayers("root", "build")
            .whereLayer("jdk")
            .mayOnlyBeAccessedByLayers("root", "doctor", "deployment", "build", "release")
            .whereLayer("log")
            .mayOnlyBeAccessedByLayers("root", "api", "deployment", "build", "host", "resource")
            .whereLayer("fault")
            .mayOnlyBeAccessedByLayers("api", "deployment", "project", "auth", "resource")
            .whereLayer("database")
            .mayOnlyBeAccessedByLayers(
                    "root", "backup", "doctor", "auth", "project", "deployment", "resource", "vault", "sandbox");

    @ArchTest
    static final ArchRule theProxyStandsAlone = noClasses()
            .that()
            .resideInAPackage("dev.shuttle.controlplane.proxy..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.shuttle..")
                    .and(resideOutsideOfPackages(
                            "dev.shuttle.controlplane.proxy..",
                            "dev.shuttle.controlplane.forwarded..",
                            "dev.shuttle.os..")));

    @ArchTest
    static final ArchRule archivesAndTheMavenProxyStandAlone = noClasses()
            .that()
            .resideInAnyPackage("dev.shuttle.controlplane.archive..", "dev.shuttle.controlplane.mavenproxy..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.shuttle..")
                    .and(resideOutsideOfPackages(
                            "dev.shuttle.controlplane.archive..",
                            "dev.shuttle.controlplane.mavenproxy..",
                            "dev.shuttle.os..")));

    @ArchTest
    static final ArchRule javalinStaysInTheApi = noClasses()
            .that()
            .resideOutsideOfPackage("..api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule jettyStaysWhereHttpIsServed = noClasses()
            .that()
            .resideOutsideOfPackages("..api..", "..mavenproxy..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.jetty..");

    @ArchTest
    static final ArchRule mavensOwnClassesStayInTheMavenProxy = noClasses()
            .that()
            .resideOutsideOfPackage("..mavenproxy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.maven..", "org.eclipse.aether..", "org.codehaus.plexus..");

    @ArchTest
    static final ArchRule nettyStaysInTheProxy = noClasses()
            .that()
            .resideOutsideOfPackage("..proxy..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule tinkStaysInTheVault = noClasses()
            .that()
            .resideOutsideOfPackage("..vault..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.crypto.tink..");

    @ArchTest
    static final ArchRule sqlStaysInTheStores = noClasses()
            .that()
            .resideOutsideOfPackage("..database..")
            .and()
            .haveSimpleNameNotEndingWith("Store")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jdbi..", "java.sql..", "org.h2..", "org.flywaydb..");
}
