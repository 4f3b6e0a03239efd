package dev.shuttle.controlplane.archive;

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

    /**
     * The fields that extension headers set for the next entry; each null if they do not. Said twice is refused: which of
     * the two holds is something that readers disagree about.
     */
    static final class Extension {
        private @Nullable String name;
        private @Nullable String link;
        private @Nullable Long size;
        private boolean sparse;

        void name(@Nullable String said) throws ArchiveRefusedException {
            once(name, "name");
            name = said;
        }

        void link(@Nullable String said) throws ArchiveRefusedException {
            once(link, "link target");
            link = said;
        }

        void size(@Nullable Long said) throws ArchiveRefusedException {
            once(size, "size");
            size = said;
        }

        void sparse(boolean said) {
            sparse |= said;
        }

        private static void once(@Nullable Object before, String what) throws ArchiveRefusedException {
            if (before != null) {
                throw new ArchiveRefusedException("The archive has headers that give one entry two " + what
                        + "s. Pack it with tar cz, which gives it one.");
            }
        }

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
