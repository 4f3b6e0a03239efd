/**
 * Artifacts that no repository but this machine's own has, which a build elsewhere could not get. Start with
 * {@link dev.shuttle.plugin.artifact.LocalArtifacts}.
 */
@NullMarked
package dev.shuttle.plugin.artifact;

import org.jspecify.annotations.NullMarked;
