package dev.shuttle.controlplane.api;

import static dev.shuttle.controlplane.auth.Access.ADMIN;
import static dev.shuttle.controlplane.auth.Access.ANY;
import static dev.shuttle.controlplane.auth.Access.CHANGE;
import static dev.shuttle.controlplane.auth.Access.OPEN;
import static dev.shuttle.controlplane.auth.Access.READ;
import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.PATCH;
import static io.javalin.http.HandlerType.POST;
import static io.javalin.http.HandlerType.PUT;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shuttle.controlplane.auth.Access;
import dev.shuttle.controlplane.http.ConcurrencyLimit;
import dev.shuttle.controlplane.http.LogRoutes;
import dev.shuttle.protocol.AuditEntry;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Domain;
import dev.shuttle.protocol.EdgeSetting;
import dev.shuttle.protocol.EnvironmentVariable;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.KeyRequest;
import dev.shuttle.protocol.LogLine;
import dev.shuttle.protocol.NewKey;
import dev.shuttle.protocol.NewWebhook;
import dev.shuttle.protocol.PlatformStatus;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectMetrics;
import dev.shuttle.protocol.Resource;
import dev.shuttle.protocol.SecretName;
import dev.shuttle.protocol.SignInLink;
import dev.shuttle.protocol.Version;
import dev.shuttle.protocol.Webhook;
import dev.shuttle.protocol.WebhookRequest;
import dev.shuttle.resources.ResourceStatistics;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The whole API, route by route: what is served, what is described, and what is tested are this one list. */
final class Routes {
    private static final String PROJECT = "/projects/{project}";
    private static final String DEPLOYMENT = PROJECT + "/deployments/{id}";
    private static final String SECRET = PROJECT + "/secrets/{name}";
    private static final String VARIABLE = PROJECT + "/env/{name}";
    private static final String RESOURCE = PROJECT + "/resources/{type}/{name}";
    private static final String DOMAIN = PROJECT + "/domains/{host}";

    private static final String EDGE = PROJECT + "/edge";

    private static final String WEBHOOKS = PROJECT + "/webhooks";

    private static final int DOWNLOADS = 32;
    private static final int SMALL_BODIES = 32;

    private final List<ApiRoute> routes = new ArrayList<>();
    private final Api.Parts parts;
    private final Tunnels tunnels;
    private final ProjectRoutes projects;
    private final ConcurrencyLimit small = new ConcurrencyLimit(SMALL_BODIES, "changes in progress");

    private Routes(Api.Parts parts, Tunnels tunnels) {
        this.parts = parts;
        this.tunnels = tunnels;
        this.projects = new ProjectRoutes(parts);
    }

    static List<ApiRoute> of(Api.Parts parts, Tunnels tunnels) {
        Routes all = new Routes(parts, tunnels);
        all.server();
        all.deploy();
        all.projects();
        all.deployments();
        all.logs();
        all.configuration();
        all.domains();
        all.webhooks();
        all.accounts();
        return all.routes;
    }

    private ApiRoute add(HandlerType method, String path, String name, Access access, Handler handler) {
        ApiRoute route = new ApiRoute(method, path, name, access, handler);
        routes.add(route);
        return route;
    }

    private void server() {
        add(GET, "/health", "health", OPEN, ctx -> ctx.json(Map.of("status", "ok")))
                .says("Whether the server answers")
                .answers(200, "It answers");
        add(GET, "/version", "version", OPEN, ctx -> ctx.json(parts.version()))
                .says("The server's version, and the URL of projects")
                .answers(200, "The version", Version.class);
        add(GET, "/openapi.json", "openapi", OPEN, ctx -> ctx.json(described()))
                .says("This description")
                .answers(200, "OpenAPI 3.1");
        add(GET, "/metrics", "metrics", ADMIN, new MetricsRoute(parts)::handle)
                .says("Metrics for Prometheus")
                .answersIn(200, "Text", MetricsRoute.CONTENT_TYPE);
        add(GET, "/status", "status", ADMIN, ctx -> ctx.json(parts.status().get()))
                .says("How the server itself is: queue, builders, hosts, disk, certificates, the last backup")
                .answers(200, "As of now", PlatformStatus.class);
        MavenRoute maven = new MavenRoute(parts.repository(), new ConcurrencyLimit(DOWNLOADS, "downloads"));
        add(GET, "/maven/<path>", "maven", OPEN, maven::handle)
                .says("A Maven repository with the dev.shuttle artifacts of this server's version")
                .answersIn(200, "The file", "application/octet-stream");
    }

    /** Created for each request: there are few, so it is not cached. */
    private ObjectNode described() {
        return OpenApi.of(routes, parts.version().version());
    }

    private void deploy() {
        ConcurrencyLimit uploads = new ConcurrencyLimit(parts.bounds().atATime(), "uploads");
        DeployRoute route = new DeployRoute(parts.deployments(), new Uploads(parts.uploads(), parts.bounds()));
        add(POST, "/deploy", "deploy", CHANGE, uploads.around(route::handle))
                .says("Builds and serves the sources of a reactor")
                .takes("application/gzip")
                .query("project", "Its name; created if it does not exist. Required")
                .query("derived", "true: the name was derived, and is compared with the code's")
                .query("module", "The artifactId of the service's module")
                .query("mavenArgs", "More arguments for the build")
                .query("main", "The class to run, instead of the annotated or packaged one")
                .query("args", "Arguments for a program's main, as on a command line")
                .query("java", "The feature version of the client's Java, which is preferred if it is here")
                .query("origin", "GROUP:ARTIFACT of the sources, and behind a space the URL of their git repository")
                .query("named", "true: the user chose the name, and may take it from another origin")
                .query("confirm", "The project's name: takes it over from another origin")
                .query("force", "true: deploys even if nothing has changed")
                .query("commit", "The git commit of the sources")
                .query("branch", "The git branch of the sources")
                .query("message", "The commit's first line")
                .query("dirty", "true: there were uncommitted changes")
                .answers(202, "Queued; Location has the deployment's URL", Deployment.class)
                .answers(200, "The same sources already serve", Deployment.class);
    }

    private void projects() {
        add(GET, "/projects", "listProjects", ANY, projects::projects)
                .says("The projects within the key's scope")
                .paged()
                .answersPage(Project.class);
        add(GET, PROJECT, "getProject", READ, projects::project)
                .says("A project")
                .answers(200, "The project", Project.class);
        add(GET, PROJECT + "/metrics", "projectMetrics", READ, new MetricsRoute(parts)::ofProject)
                .says("Requests, errors, latencies, processors, memory and restarts of a project over time")
                .query("range", "15m, the default, in steps of 10 seconds; 6h, of a minute; 7d, of ten minutes")
                .answers(200, "The points that are known", ProjectMetrics.class);
        add(DELETE, PROJECT, "deleteProject", CHANGE, projects::delete)
                .says("Deletes a project; keeps its data, unless told otherwise")
                .query("resources", "true: deletes its data and secrets too")
                .query("wait", "true: answers when its processes and its data are gone")
                .answers(204, "Its route is removed");
        add(POST, PROJECT + "/stop", "stopProject", CHANGE, projects::stop)
                .says("Stops a project")
                .answers(202, "The deployment that is being stopped", Deployment.class);
        add(POST, PROJECT + "/start", "startProject", CHANGE, projects::start)
                .says("Starts a stopped project")
                .answers(202, "The deployment that starts it", Deployment.class);
        add(POST, PROJECT + "/restart", "restartProject", CHANGE, projects::restart)
                .says("Restarts the current version with no downtime")
                .answers(202, "The deployment that restarts it", Deployment.class);
        add(POST, PROJECT + "/rollback", "rollbackProject", CHANGE, small.around(projects::rollback))
                .says("Goes back to the previous version, or to that of a deployment")
                .takes(ProjectRoutes.Wanted.class)
                .answers(202, "The new deployment", Deployment.class);
    }

    private void deployments() {
        add(GET, PROJECT + "/deployments", "listDeployments", READ, projects::list)
                .says("The deployments of a project, newest first")
                .paged()
                .answersPage(Deployment.class);
        add(GET, DEPLOYMENT, "getDeployment", READ, projects::deployment)
                .says("A deployment")
                .answers(200, "The deployment", Deployment.class);
        add(DELETE, DEPLOYMENT, "cancelDeployment", CHANGE, projects::cancel)
                .says("Cancels a waiting deployment or one in progress, or stops the one that serves")
                .answers(202, "The deployment", Deployment.class);
    }

    private void logs() {
        LogRoutes logs = parts.logs();
        log(add(GET, DEPLOYMENT + "/logs", "deploymentLogs", READ, logs::ofDeployment)
                .says("The log of a deployment"));
        log(add(GET, PROJECT + "/logs", "projectLogs", READ, logs::ofProject)
                .says("The logs of the project's deployments, by time"));
    }

    private static void log(ApiRoute route) {
        route.query("follow", "true: keeps sending new lines")
                .query("source", "build, service, shuttle or access: only its lines")
                .query("lines", "Only so many of the last lines, before new ones")
                .query("since", "Only lines of this time and later: a duration until now, or an instant")
                .query("search", "Only lines that contain this text, in upper or lower case")
                .answersIn(200, "One per line", "application/x-ndjson", LogLine.class);
    }

    private void configuration() {
        ConfigurationRoutes configuration = new ConfigurationRoutes(parts.configuration());
        add(GET, PROJECT + "/secrets", "listSecrets", READ, configuration::secrets)
                .says("The names of the project's secrets")
                .answersPage(SecretName.class);
        add(PATCH, PROJECT + "/secrets", "changeSecrets", CHANGE, small.around(configuration::change))
                .says("Sets and removes secrets, all or none; null removes")
                .takes("application/json")
                .answers(202, "The restart with the new values", Deployment.class)
                .answers(204, "Done; no restart needed");
        add(PUT, SECRET, "setSecret", CHANGE, small.around(configuration::set))
                .says("Sets a secret; the body is its value")
                .takes("text/plain")
                .answers(202, "The restart with the new value", Deployment.class)
                .answers(204, "Done; no restart needed");
        add(DELETE, SECRET, "removeSecret", CHANGE, configuration::remove)
                .says("Removes a secret")
                .answers(202, "The restart without it", Deployment.class)
                .answers(204, "Done; no restart needed");
        add(GET, PROJECT + "/env", "listEnvironment", READ, configuration::environment)
                .says("The environment variables of a project, with their values")
                .answersPage(EnvironmentVariable.class);
        add(PUT, PROJECT + "/env", "changeEnvironment", CHANGE, small.around(configuration::changeEnvironment))
                .says("Sets and removes environment variables, all or none; null removes")
                .takes("application/json")
                .answers(202, "The restart with the new values", Deployment.class)
                .answers(204, "Done; no restart needed");
        add(PUT, VARIABLE, "setVariable", CHANGE, small.around(configuration::setVariable))
                .says("Sets an environment variable; the body is its value")
                .takes("text/plain")
                .answers(202, "The restart with the new value", Deployment.class)
                .answers(204, "Done; no restart needed");
        add(DELETE, VARIABLE, "removeVariable", CHANGE, configuration::removeVariable)
                .says("Removes an environment variable")
                .answers(202, "The restart without it", Deployment.class)
                .answers(204, "Done; no restart needed");
        add(POST, PROJECT + "/copy", "copyConfiguration", CHANGE, small.around(configuration::copy))
                .says(
                        "Copies environment variables, secrets and, if asked, databases from another project, which the key must"
                                + " see too")
                .takes(ConfigurationRoutes.Copy.class)
                .answers(202, "The restart with what was copied", Deployment.class)
                .answers(204, "Done; no restart needed");
        add(GET, PROJECT + "/resources", "listResources", READ, configuration::resources)
                .says("The databases, caches and folders of a project")
                .query("reveal", "true: includes passwords, for keys that may change the project")
                .answersPage(Resource.class);
        add(PUT, RESOURCE, "attachResource", CHANGE, small.around(configuration::attach))
                .says("Attaches a resource, for processes that find it in their environment; made if there is none")
                .answers(202, "The restart with it", Deployment.class)
                .answers(204, "Done; no restart needed");
        add(DELETE, RESOURCE, "deleteResource", CHANGE, configuration::delete)
                .says("Deletes an unused resource and its data, or detaches one")
                .query("detach", "true: detaches it from the project and keeps its data")
                .answers(202, "The restart without an attached one", Deployment.class)
                .answers(204, "Deleted, or detached");
        add(GET, RESOURCE + "/statistics", "resourceStatistics", READ, configuration::statistics)
                .says(
                        "How a database or a Redis is used now: size, connections, and the slowest statements for keys that may change"
                                + " the project")
                .answers(200, "As its server tells", ResourceStatistics.class);
        TunnelRoute tunnel = new TunnelRoute(parts.configuration(), tunnels);
        add(GET, RESOURCE + "/tunnel", "connectToResource", CHANGE, tunnel::handle)
                .opens()
                .says("A connection to a database or a Redis: a WebSocket with the subprotocol shuttle-tunnel")
                .answers(101, "Binary messages are its bytes; each has at most 64 KiB");
    }

    private void domains() {
        add(GET, PROJECT + "/domains", "listDomains", READ, projects::domains)
                .says("The custom domains of a project")
                .answersPage(Domain.class);
        add(PUT, DOMAIN, "addDomain", CHANGE, projects::addDomain)
                .says("Adds a custom domain")
                .query(
                        "replaceCertificate",
                        "true: orders a new certificate for one that is there, with a new key, and revokes the old one")
                .answers(200, "The domain", Domain.class);
        add(DELETE, DOMAIN, "removeDomain", CHANGE, projects::removeDomain)
                .says("Removes a custom domain")
                .answers(204, "Removed");
        ConfigurationRoutes edge = new ConfigurationRoutes(parts.configuration());
        add(GET, EDGE, "listEdgeSettings", READ, edge::edge)
                .says("How the proxy treats the requests of a project; passwords are not shown")
                .answersPage(EdgeSetting.class);
        add(PUT, EDGE, "changeEdgeSettings", CHANGE, small.around(edge::changeEdge))
                .says("Changes it, all or none, at once and with no restart; null removes")
                .takes("application/json")
                .answersPage(EdgeSetting.class);
    }

    private void webhooks() {
        WebhookRoutes webhooks = new WebhookRoutes(parts.configuration());
        add(GET, "/webhooks", "listServerWebhooks", ADMIN, webhooks::ofServer)
                .says("The receiver of all notices of the server, with the last deliveries")
                .answersPage(Webhook.class);
        add(GET, WEBHOOKS, "listWebhooks", READ, webhooks::list)
                .says("The receiver of a project's notices, with the last deliveries")
                .answersPage(Webhook.class);
        add(PUT, WEBHOOKS, "setWebhook", CHANGE, small.around(webhooks::set))
                .says("Sets the receiver of a project's notices")
                .takes(WebhookRequest.class)
                .answers(200, "The receiver; with its secret, if one was made", NewWebhook.class);
        add(DELETE, WEBHOOKS, "removeWebhook", CHANGE, webhooks::remove)
                .says("Removes the receiver, and what waits for it")
                .answers(204, "Removed");
    }

    private void accounts() {
        KeyRoutes accounts = new KeyRoutes(parts.keys(), parts.links(), parts.audit(), parts.overview());
        add(GET, "/keys", "listKeys", ADMIN, accounts::keys).says("All keys").answersPage(Key.class);
        add(GET, "/keys/current", "getCurrentKey", ANY, accounts::current)
                .says("The key of this request")
                .answers(200, "The key", Key.class);
        add(POST, "/keys", "createKey", ADMIN, small.around(accounts::create))
                .says("Creates a key")
                .takes(KeyRequest.class)
                .answers(201, "The new key, shown only here", NewKey.class);
        add(POST, "/sign-in-links", "createSignInLink", ANY, accounts::link)
                .says("What signs a browser in to the console, once and within a minute")
                .answers(201, "The token for /console/link#TOKEN, shown only here", SignInLink.class);
        add(DELETE, "/keys/{id}", "revokeKey", ADMIN, accounts::revoke)
                .says("Revokes a key")
                .answers(204, "Revoked");
        add(GET, "/audit", "audit", ADMIN, accounts::audit)
                .says("The audit log, newest first")
                .paged()
                .answersPage(AuditEntry.class);
        add(GET, PROJECT + "/audit", "projectAudit", READ, accounts::auditOfProject)
                .says("The audit log of a project, newest first")
                .paged()
                .answersPage(AuditEntry.class);
    }
}
