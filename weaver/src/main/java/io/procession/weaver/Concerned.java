package io.procession.weaver;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells which classes may have something to weave: those that mention an annotation, and those that
 * inherit from one that does, since they may override a concurrent method. Says yes too often,
 * never no wrongly. Thread-safe; remembers what it saw of supertypes.
 */
public final class Concerned {

    private static final String[] LIBRARIES = {
        "java/", "javax/", "jdk/", "sun/", "com/sun/", "kotlin/", "scala/", "groovy/"
    };

    private final ClassFiles classFiles;
    private final Map<String, Boolean> supertypes = new ConcurrentHashMap<>();

    /** Looks up supertypes here. */
    public Concerned(ClassFiles classFiles) {
        this.classFiles = classFiles;
    }

    /** Whether a class may have something to weave; false for one that was woven before. */
    public boolean isConcerned(ClassHeader header) {
        if (header.isWoven() || isOfLibrary(header.name())) {
            return false;
        }
        return header.isAnnotated() || inherits(header, new HashSet<>());
    }

    /** Whether a class of this internal name is the JDK's, or of a language's library. */
    public static boolean isOfLibrary(String internalName) {
        for (String prefix : LIBRARIES) {
            if (internalName.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private boolean inherits(ClassHeader header, Set<String> below) {
        if (isAnnotatedAbove(header.superName(), below)) {
            return true;
        }
        for (String each : header.interfaces()) {
            if (isAnnotatedAbove(each, below)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAnnotatedAbove(@Nullable String name, Set<String> below) {
        if (name == null || isOfLibrary(name)) {
            return false;
        }
        Boolean known = supertypes.get(name);
        if (known == null) {
            known = below.add(name) && look(name, below); // a class that inherits from itself ends
            supertypes.put(name, known);
        }
        return known;
    }

    private boolean look(String name, Set<String> below) {
        byte[] classFile = classFiles.find(name);
        if (classFile == null) {
            return false; // then its subclass cannot be loaded either
        }
        ClassHeader header = ClassHeader.of(classFile);
        return header.isAnnotated() || inherits(header, below);
    }
}
