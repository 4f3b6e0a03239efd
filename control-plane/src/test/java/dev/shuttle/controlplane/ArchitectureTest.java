package dev.shuttle.controlplane;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

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
            .layer("console")
            .definedBy("dev.shuttle.controlplane.console")
            .layer("http")
            .definedBy("dev.shuttle.controlplane.http")
            .layer("backup")
            .definedBy("dev.shuttle.controlplane.backup")
            .layer("restore")
            .definedBy("dev.shuttle.controlplane.restore")
            .layer("takeover")
            .definedBy("dev.shuttle.controlplane.takeover")
            .layer("doctor")
            .definedBy("dev.shuttle.controlplane.doctor")
            .layer("deployment")
            .definedBy("dev.shuttle.controlplane.deployment")
            .layer("disk")
            .definedBy("dev.shuttle.controlplane.disk")
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
            .layer("project")
            .definedBy("dev.shuttle.controlplane.project")
            .layer("certificates")
            .definedBy("dev.shuttle.controlplane.certificates")
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
            .layer("egress")
            .definedBy("dev.shuttle.controlplane.egress")
            .layer("webhook")
            .definedBy("dev.shuttle.controlplane.webhook")
            .layer("log")
            .definedBy("dev.shuttle.controlplane.log")
            .layer("metrics")
            .definedBy("dev.shuttle.controlplane.metrics")
            .layer("telemetry")
            .definedBy("dev.shuttle.controlplane.telemetry")
            .layer("edge")
            .definedBy("dev.shuttle.controlplane.edge")
            .layer("fault")
            .definedBy("dev.shuttle.controlplane.fault")
            .layer("database")
            .definedBy("dev.shuttle.controlplane.database")
            .whereLayer("root")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("console")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("root", "api", "console")
            .whereLayer("restore")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("backup")
            .mayOnlyBeAccessedByLayers("root", "doctor", "restore", "takeover")
            .whereLayer("takeover")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("doctor")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("deployment")
            .mayOnlyBeAccessedByLayers("root", "api", "console", "http", "restore")
            .whereLayer("disk")
            .mayOnlyBeAccessedByLayers("deployment")
            .whereLayer("archive")
            .mayOnlyBeAccessedByLayers("root", "deployment", "build", "release")
            .whereLayer("build")
            .mayOnlyBeAccessedByLayers("root", "deployment", "release", "packaging")
            .whereLayer("procfile")
            .mayOnlyBeAccessedByLayers("deployment", "release", "host")
            .whereLayer("packaging")
            .mayOnlyBeAccessedByLayers("deployment", "release")
            .whereLayer("release")
            .mayOnlyBeAccessedByLayers("root", "backup", "deployment", "disk", "restore")
            .whereLayer("host")
            .mayOnlyBeAccessedByLayers("root", "deployment")
            .whereLayer("sandbox")
            .mayOnlyBeAccessedByLayers("root", "backup", "doctor", "build", "host")
            .whereLayer("bundle")
            .mayOnlyBeAccessedByLayers("root", "build")
            .whereLayer("project")
            .mayOnlyBeAccessedByLayers("root", "api", "deployment", "edge", "webhook")
            .whereLayer("certificates")
            .mayOnlyBeAccessedByLayers("root", "deployment", "doctor")
            .whereLayer("auth")
            .mayOnlyBeAccessedByLayers("root", "api", "console", "http")
            .whereLayer("resource")
            .mayOnlyBeAccessedByLayers("root", "api", "deployment", "disk", "restore")
            .whereLayer("vault")
            .mayOnlyBeAccessedByLayers("root", "backup", "certificates", "resource", "restore", "webhook")
            .whereLayer("mavenproxy")
            .mayOnlyBeAccessedByLayers("root", "build")
            .whereLayer("webhook")
            .mayOnlyBeAccessedByLayers("root", "deployment")
            .whereLayer("egress")
            .mayOnlyBeAccessedByLayers(
                    "root", "certificates", "deployment", "doctor", "log", "mavenproxy", "telemetry", "webhook")
            .whereLayer("telemetry")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("jdk")
            .mayOnlyBeAccessedByLayers("root", "doctor", "deployment", "build", "release")
            .whereLayer("edge")
            .mayOnlyBeAccessedByLayers("deployment")
            .whereLayer("metrics")
            .mayOnlyBeAccessedByLayers("root", "api", "console", "deployment")
            .whereLayer("log")
            .mayOnlyBeAccessedByLayers(
                    "root", "api", "console", "http", "deployment", "build", "edge", "host", "resource")
            .whereLayer("fault")
            .mayOnlyBeAccessedByLayers(
                    "root",
                    "api",
                    "console",
                    "http",
                    "deployment",
                    "project",
                    "auth",
                    "edge",
                    "metrics",
                    "resource",
                    "restore",
                    "telemetry",
                    "webhook")
            .whereLayer("database")
            .mayOnlyBeAccessedByLayers(
                    "root",
                    "backup",
                    "certificates",
                    "doctor",
                    "auth",
                    "project",
                    "deployment",
                    "edge",
                    "resource",
                    "restore",
                    "vault",
                    "sandbox",
                    "webhook");

    /** The proxy is a module of its own, so it cannot know the control plane. */
    @ArchTest
    static final ArchRule theRootDeploymentsTheEdgeTrafficTelemetryAndATakeoverUseTheProxy = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.shuttle.controlplane",
                    "dev.shuttle.controlplane.deployment",
                    "dev.shuttle.controlplane.edge",
                    "dev.shuttle.controlplane.takeover",
                    "dev.shuttle.controlplane.telemetry",
                    "dev.shuttle.controlplane.traffic")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.shuttle.proxy");

    @ArchTest
    static final ArchRule theRootAndTheServerAskWhoAClientIs = noClasses()
            .that()
            .resideOutsideOfPackages("dev.shuttle.controlplane", "dev.shuttle.controlplane.http")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.shuttle.proxy.forwarded");

    @ArchTest
    static final ArchRule archivesAndTheMavenProxyStandAlone = noClasses()
            .that()
            .resideInAnyPackage("dev.shuttle.controlplane.archive..", "dev.shuttle.controlplane.mavenproxy..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.shuttle..")
                    .and(resideOutsideOfPackages(
                            "dev.shuttle.controlplane.archive..",
                            "dev.shuttle.controlplane.mavenproxy..",
                            "dev.shuttle.controlplane.egress..",
                            "dev.shuttle.os..")));

    @ArchTest
    static final ArchRule javalinStaysInTheServerAndWhatItShows = noClasses()
            .that()
            .resideOutsideOfPackages("..api..", "..console..", "..http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule jettyStaysWhereHttpIsServed = noClasses()
            .that()
            .resideOutsideOfPackages("..api..", "..http..", "..mavenproxy..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.jetty..");

    @ArchTest
    static final ArchRule templatesStayInTheConsole = noClasses()
            .that()
            .resideOutsideOfPackage("..console..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("gg.jte..");

    @ArchTest
    static final ArchRule mavensOwnClassesStayInTheMavenProxy = noClasses()
            .that()
            .resideOutsideOfPackage("..mavenproxy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.maven..", "org.eclipse.aether..", "org.codehaus.plexus..");

    /**
     * Beside it: Unix sockets of hosts and backups, the loopback that PortCheck and OrphanedHost ask, and
     * tunnels to resources.
     */
    @ArchTest
    static final ArchRule egressIsTheOnlyWayOut = noClasses()
            .that()
            .resideOutsideOfPackage("..egress..")
            .should()
            .callMethodWhere(opensAConnection())
            .orShould()
            .callConstructorWhere(opensASocket());

    private static DescribedPredicate<JavaMethodCall> opensAConnection() {
        return DescribedPredicate.describe("opens a connection", call -> {
            String owner = call.getTargetOwner().getName();
            String name = call.getName();
            return (owner.equals("java.net.http.HttpClient") && name.startsWith("new"))
                    || (owner.equals("java.net.URL") && name.startsWith("open"))
                    || (owner.startsWith("javax.net") && name.equals("createSocket"))
                    || (owner.equals("java.nio.channels.SocketChannel")
                            && name.equals("open")
                            && !UNIX_SOCKETS.contains(call.getOriginOwner().getSimpleName()))
                    || owner.equals("java.nio.channels.AsynchronousSocketChannel");
        });
    }

    private static DescribedPredicate<JavaConstructorCall> opensASocket() {
        return DescribedPredicate.describe(
                "opens a socket",
                call -> call.getTargetOwner().getName().equals("java.net.Socket")
                        && !OWN_SERVERS.contains(call.getOriginOwner().getSimpleName()));
    }

    private static final Set<String> OWN_SERVERS = Set.of("PortCheck", "OrphanedHost", "TunnelRoute");

    private static final Set<String> UNIX_SOCKETS = Set.of("HostConnection", "BackupCall");

    @ArchTest
    static final ArchRule nettyStaysInEgressBesideTheProxy = noClasses()
            .that()
            .resideOutsideOfPackage("..egress..")
            .and()
            .doNotHaveSimpleName("ServiceManager") // datagrams of Unix sockets
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule acmeStaysWithTheCertificates = noClasses()
            .that()
            .resideOutsideOfPackage("..certificates..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.shredzone..", "org.bouncycastle..");

    @ArchTest
    static final ArchRule tinkStaysInTheVault = noClasses()
            .that()
            .resideOutsideOfPackage("..vault..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.crypto.tink..");

    @ArchTest
    static final ArchRule openTelemetryStaysInTheTelemetry = noClasses()
            .that()
            .resideOutsideOfPackage("..telemetry..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry..", "com.google.protobuf..");

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
