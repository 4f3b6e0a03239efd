package dev.shuttle.controlplane.build;

import org.jspecify.annotations.Nullable;

/**
 * An entry of a tar, as all its headers together describe it.
 *
 * @param name as it stands; not to be trusted
 * @param type the type flag of the header
 * @param link what a link leads to, as it stands
 * @param size bytes of content that follow, at least 0
 * @param executable whether its owner may execute it
 * @param sparse whether its content leaves out holes
 */
record TarEntry(String name, char type, String link, long size, boolean executable, boolean sparse) {

    /** What headers before an entry's own say about it; each null where they are silent. */
    static final class Extension {
        @Nullable
        String name;

        @Nullable
        String link;

        @Nullable
        Long size;

        boolean sparse;

        TarEntry of(TarHeader header) throws ArchiveRefusedException {
            return new TarEntry(
                    name == null ? header.name() : name,
                    header.type(),
                    link == null ? header.link() : link,
                    size == null ? header.size() : size,
                    header.isExecutable(),
                    sparse || header.type() == 'S');
        }
    }
}
