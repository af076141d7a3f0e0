package io.procession.weaver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.Opcodes;

/**
 * The locals that weaving adds to a method, after the ones it has: the scope, a shadow for each
 * local that may hold a deferred value, a place for each container that is iterated over.
 */
final class Slots {

    private final int base;
    private final int scope;
    private final boolean scopeIsParameter;
    private final Map<Integer, Integer> shadows = new TreeMap<>();
    private final Map<Integer, Integer> sources = new TreeMap<>();
    private int next;

    /**
     * Room after the method's own locals.
     *
     * @param scopeParameter the local of the parameter that is the scope, or -1 if the method opens
     *     one
     */
    Slots(int maxLocals, int scopeParameter) {
        base = maxLocals;
        scopeIsParameter = scopeParameter >= 0;
        scope = scopeIsParameter ? scopeParameter : maxLocals;
        next = scopeIsParameter ? maxLocals : maxLocals + 1;
    }

    int scope() {
        return scope;
    }

    boolean opensScope() {
        return !scopeIsParameter;
    }

    void addShadow(int local) {
        if (!shadows.containsKey(local)) {
            shadows.put(local, next++);
        }
    }

    void addSource(int call) {
        if (!sources.containsKey(call)) {
            sources.put(call, next++);
        }
    }

    boolean hasShadow(int local) {
        return shadows.containsKey(local);
    }

    int shadow(int local) {
        return shadows.getOrDefault(local, -1);
    }

    boolean hasSource(int call) {
        return sources.containsKey(call);
    }

    int source(int call) {
        return sources.getOrDefault(call, -1);
    }

    /** The added locals that hold null at the method's start. */
    List<Integer> initiallyNull() {
        List<Integer> all = new ArrayList<>(shadows.values());
        all.addAll(sources.values());
        return all;
    }

    int maxLocals() {
        return next;
    }

    /** The locals of a frame, as frames have them, with the added ones. */
    List<Object> extend(List<?> locals) {
        List<Object> all = new ArrayList<>(locals);
        int used = 0;
        for (Object type : all) {
            used += type == Opcodes.LONG || type == Opcodes.DOUBLE ? 2 : 1;
        }
        for (; used < base; used++) {
            all.add(Opcodes.TOP);
        }
        Object[] added = new Object[next - base];
        if (opensScope()) {
            added[0] = Bridge.SCOPE;
        }
        shadows.values().forEach(slot -> added[slot - base] = Bridge.DEFERRED);
        sources.values().forEach(slot -> added[slot - base] = "java/lang/Object");
        all.addAll(List.of(added));
        return all;
    }

    /** The locals of a frame from a list with one entry a slot. */
    static List<Object> withoutSecondHalves(List<Object> bySlot) {
        List<Object> types = new ArrayList<>();
        for (int i = 0; i < bySlot.size(); i++) {
            Object type = bySlot.get(i);
            types.add(type);
            if (type == Opcodes.LONG || type == Opcodes.DOUBLE) {
                i++;
            }
        }
        return types;
    }
}
