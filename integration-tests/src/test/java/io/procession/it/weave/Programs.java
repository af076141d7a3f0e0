package io.procession.it.weave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Programs compiled from their text, as they are and woven.
 *
 * @param plain class files by binary name
 * @param woven the same, woven
 * @param problems by class, what must not be
 */
public record Programs(
        Map<String, byte[]> plain, Map<String, byte[]> woven, Map<String, String> problems) {

    /** Compiles and weaves sources, which are by the name of their class. */
    public static Programs of(Map<String, String> sources) {
        Map<String, byte[]> plain = Compiler.compile(sources, "-g");
        Weaving weaving = Weaving.of(new TreeMap<>(plain));
        return new Programs(plain, weaving.files(), weaving.problems());
    }

    /** The outermost classes that weaving has left as they were. */
    public List<String> unchanged() {
        List<String> found = new ArrayList<>();
        plain.forEach((name, file) -> {
            if (!name.contains("$") && Arrays.equals(file, woven.get(name))) {
                found.add(name);
            }
        });
        return found;
    }
}
