package io.procession.agent;

import io.procession.weaver.ClassFiles;
import io.procession.weaver.ClassHeader;
import io.procession.weaver.Concerned;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The class files that a class loader finds, as resources: nothing is loaded. Thread-safe. Does not
 * keep the loader.
 */
final class LoaderClasses implements ClassFiles {

    private final WeakReference<ClassLoader> loader;
    private final Concerned concerned = new Concerned(this);
    private final Set<String> wovenAtLoad = ConcurrentHashMap.newKeySet();

    LoaderClasses(ClassLoader loader) {
        this.loader = new WeakReference<>(loader);
    }

    @Override
    public byte @Nullable [] find(String internalName) {
        ClassLoader source = loader.get();
        if (source == null) {
            return null;
        }
        try (InputStream in = source.getResourceAsStream(internalName + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            return null; // as if it were not there
        }
    }

    boolean isConcerned(ClassHeader header) {
        return concerned.isConcerned(header);
    }

    /** Whether the loader has what woven classes call. */
    boolean hasBridge() {
        ClassLoader source = loader.get();
        return source != null && source.getResource("io/procession/bridge/Boot.class") != null;
    }

    /** Remembers a class that got new methods: when it changes later, it must have them again. */
    void noteWovenAtLoad(String internalName) {
        wovenAtLoad.add(internalName);
    }

    boolean wasWovenAtLoad(String internalName) {
        return wovenAtLoad.contains(internalName);
    }
}
