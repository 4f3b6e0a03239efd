/**
 * The Maven repository that builds ask instead of the world: it fetches with the operator's mirrors, passwords and
 * proxies, of which no build sees any, and keeps what it fetched in {@code m2/}, where all builds read and only the
 * control plane writes. Start with {@link dev.shuttle.controlplane.mavenproxy.MavenRepositoryProxy}.
 */
@NullMarked
package dev.shuttle.controlplane.mavenproxy;

import org.jspecify.annotations.NullMarked;
