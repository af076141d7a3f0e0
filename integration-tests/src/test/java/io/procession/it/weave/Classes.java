package io.procession.it.weave;

import io.procession.it.weave.program.Boom;
import io.procession.it.weave.program.Helpers;
import io.procession.it.weave.program.Leaf;
import io.procession.it.weave.program.Node;
import io.procession.it.weave.program.Part;
import io.procession.it.weave.program.Piece;
import io.procession.it.weave.program.Point;
import io.procession.it.weave.program.State;
import io.procession.it.weave.program.Unlucky;
import io.procession.it.weave.program.World;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Class files by binary name, and loaders of them. */
final class Classes {

    private Classes() {}

    /** What generated programs are made of. */
    static Map<String, byte[]> support() {
        Map<String, byte[]> files = new TreeMap<>();
        for (Class<?> type :
                new Class<?>[] {
                    State.class,
                    State.Down.class,
                    Node.class,
                    Leaf.class,
                    Point.class,
                    Boom.class,
                    Unlucky.class,
                    Helpers.class,
                    Piece.class,
                    Part.class,
                    World.class,
                    World.Back.class
                }) {
            files.put(type.getName(), onClassPath(type.getName().replace('.', '/')));
        }
        return files;
    }

    /** The class file of a class of the class path, by internal name; null if there is none. */
    static byte @Nullable [] onClassPath(String internalName) {
        ClassLoader loader = Classes.class.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(internalName + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads these classes itself, all others as this class was loaded. */
    static ClassLoader loader(Map<String, byte[]> files) {
        return new Loader(files);
    }

    private static final class Loader extends ClassLoader {

        private final Map<String, byte[]> files;

        Loader(Map<String, byte[]> files) {
            super("programs", Classes.class.getClassLoader());
            this.files = files;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            byte[] file = files.get(name);
            if (file == null) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : defineClass(name, file, 0, file.length);
            }
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            byte[] file =
                    name.endsWith(".class")
                            ? files.get(name.substring(0, name.length() - 6).replace('/', '.'))
                            : null;
            return file == null
                    ? super.getResourceAsStream(name)
                    : new java.io.ByteArrayInputStream(file);
        }
    }
}
