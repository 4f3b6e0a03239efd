/** Where the proxy's TLS certificates come from. Start with {@link dev.shuttle.proxy.certificates.Certificate}. */
@NullMarked
package dev.shuttle.proxy.certificates;

import org.jspecify.annotations.NullMarked;
