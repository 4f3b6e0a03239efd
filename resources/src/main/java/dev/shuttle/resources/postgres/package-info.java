/**
 * PostgreSQL: an embedded server or the operator's, and a database and role of each project in it. Start with
 * {@link dev.shuttle.resources.postgres.EmbeddedPostgres}.
 */
@NullMarked
package dev.shuttle.resources.postgres;

import org.jspecify.annotations.NullMarked;
