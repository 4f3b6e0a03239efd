/** Files of environment variables, {@code .env}. */
@NullMarked
package dev.shuttle.plugin.dotenv;

import org.jspecify.annotations.NullMarked;
