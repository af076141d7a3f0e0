package io.procession.internal.snapshot;

import io.procession.spi.Codec;
import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses and keeps the plan of each class: a codec of the user, then the table of JDK types, then
 * what the class is.
 *
 * <p>Plans are kept with the class itself, so they go when it goes. Thread-safe.
 */
final class Plans {

    private static final Module OURS = Plans.class.getModule();

    private static final ClassValue<ClassPlan> BUILT_IN =
            new ClassValue<>() {
                @Override
                protected ClassPlan computeValue(Class<?> type) {
                    return choose(type);
                }
            };

    private final ClassValue<ClassPlan> plans;

    Plans(List<Codec> codecs) {
        plans = codecs.isEmpty() ? BUILT_IN : withCodecs(codecs);
    }

    private static ClassValue<ClassPlan> withCodecs(List<Codec> codecs) {
        return new ClassValue<>() {
            @Override
            protected ClassPlan computeValue(Class<?> type) {
                for (int i = 0; i < codecs.size(); i++) {
                    if (codecs.get(i).handles(type)) {
                        return new CodecPlan(type, codecs.get(i), i);
                    }
                }
                return BUILT_IN.get(type);
            }
        };
    }

    ClassPlan of(Class<?> type) {
        return plans.get(type);
    }

    /** The plan of a class, codecs of the user aside. */
    static ClassPlan builtIn(Class<?> type) {
        return BUILT_IN.get(type);
    }

    /** Whether code of the user reads an object, and may read others that are not in the graph. */
    static boolean isOpaque(ClassPlan plan) {
        return plan instanceof CodecPlan
                || (plan instanceof ProtocolPlan || plan instanceof ReplacedPlan)
                        && plan.type().getClassLoader() != null;
    }

    /** Whether the JDK itself brings a class. */
    static boolean isJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    /** Whether reflection may look into a class. */
    static boolean isOpen(Class<?> type) {
        return type.getModule().isOpen(type.getPackageName(), OURS);
    }

    private static ClassPlan choose(Class<?> type) {
        ClassPlan builtin =
                isJdk(type) || type == ForeignThrowable.class
                        ? Builtin.planOf(type.getName())
                        : null;
        if (builtin != null) {
            return builtin;
        }
        if (type == Class.class) {
            return new ClassObjectPlan();
        }
        if (type == Changes.class) {
            return OutcomePlan.PLAN;
        }
        if (type == Anew.class) {
            return new AnewPlan();
        }
        if (type.isArray()) {
            return new ArrayPlan(type);
        }
        if (Enum.class.isAssignableFrom(type) && type != Enum.class) {
            return new EnumPlan(type.isEnum() ? type : type.getSuperclass());
        }
        String refusal = Refusals.of(type);
        if (refusal != null) {
            return new RefusedPlan(type, refusal);
        }
        return chooseByKind(type);
    }

    private static ClassPlan chooseByKind(Class<?> type) {
        if (type.isHidden()) {
            boolean isLambda =
                    Serializable.class.isAssignableFrom(type)
                            && type.getName().contains("$$Lambda");
            return isLambda
                    ? new LambdaPlan(type)
                    : new RefusedPlan(type, Refusals.hiddenClass(type));
        }
        if (Proxy.isProxyClass(type)) {
            return new ProxyPlan(type);
        }
        if (isJdk(type)) {
            ClassPlan plan = ofJdkView(type);
            if (plan != null) {
                return plan;
            }
        }
        ClassPlan plan = chooseByFields(type);
        boolean isReplaced =
                Serializable.class.isAssignableFrom(type)
                        && !(plan instanceof IslandPlan)
                        && declaresInLine(type, "writeReplace")
                        && Reflection.hookOrNull("writeReplaceForSerialization", type) != null;
        return isReplaced ? new ReplacedPlan(type, plan) : plan;
    }

    private static ClassPlan chooseByFields(Class<?> type) {
        boolean isSerializable = Serializable.class.isAssignableFrom(type);
        boolean isThrowable = Throwable.class.isAssignableFrom(type);
        boolean isOpen = isLineOpen(type, isThrowable ? Throwable.class : Object.class);
        if (isSerializable && hasStreamMethodsInLine(type)) {
            return isOpen && !isThrowable ? new ProtocolPlan(type) : new IslandPlan(type);
        }
        if (!isOpen) {
            return isSerializable
                    ? new IslandPlan(type)
                    : new RefusedPlan(type, Refusals.closed(type));
        }
        if (isThrowable) {
            boolean isResolved = declaresInLine(type, "readResolve");
            return isResolved ? new IslandPlan(type) : new ThrowablePlan(type);
        }
        return type.isRecord() ? new RecordPlan(type) : new InstancePlan(type);
    }

    /**
     * Private types of the JDK behind public interfaces. Views of collections travel as what they
     * show, and are views no more.
     */
    private static @Nullable ClassPlan ofJdkView(Class<?> type) {
        if (Charset.class.isAssignableFrom(type)) {
            return Builtin.CHARSET.plan();
        }
        if (Path.class.isAssignableFrom(type)) {
            boolean isDefault = type == FileSystems.getDefault().getPath("").getClass();
            return isDefault ? Builtin.PATH.plan() : null;
        }
        if (Serializable.class.isAssignableFrom(type)) {
            return null; // by the JDK's own protocol, exactly
        }
        if (Map.Entry.class.isAssignableFrom(type)) {
            return Builtin.SIMPLE_ENTRY.plan();
        }
        if (Map.class.isAssignableFrom(type)) {
            return (SortedMap.class.isAssignableFrom(type)
                            ? Builtin.TREE_MAP
                            : Builtin.LINKED_HASH_MAP)
                    .plan();
        }
        if (SortedSet.class.isAssignableFrom(type)) {
            return Builtin.TREE_SET.plan();
        }
        if (Set.class.isAssignableFrom(type)) {
            return Builtin.LINKED_HASH_SET.plan();
        }
        return Collection.class.isAssignableFrom(type) ? Builtin.ARRAY_LIST.plan() : null;
    }

    /** Whether all that travels of a class, up to an ancestor of it, may be looked at. */
    private static boolean isLineOpen(Class<?> type, Class<?> upTo) {
        for (Class<?> each = type; each != null && each != upTo; each = each.getSuperclass()) {
            if (!isOpen(each) && (hasTravellingField(each) || hasStreamMethods(each))) {
                return false;
            }
        }
        return isOpen(type) || upTo == Throwable.class;
    }

    private static boolean hasTravellingField(Class<?> type) {
        for (Field each : type.getDeclaredFields()) {
            if (FieldSlot.travels(each)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a Serializable class writes or reads itself, or a superclass of it does. */
    private static boolean hasStreamMethodsInLine(Class<?> type) {
        if (Externalizable.class.isAssignableFrom(type)) {
            return true;
        }
        for (Class<?> each = type;
                each != null && each != Throwable.class;
                each = each.getSuperclass()) {
            if (Serializable.class.isAssignableFrom(each)
                    && !type.isRecord()
                    && hasStreamMethods(each)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a class, or a superclass of it, declares a method without parameters. */
    static boolean declaresInLine(Class<?> type, String name) {
        for (Class<?> each = type;
                each != null && each != Object.class;
                each = each.getSuperclass()) {
            if (declares(each, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasStreamMethods(Class<?> type) {
        return declares(type, "writeObject", ObjectOutputStream.class)
                || declares(type, "readObject", ObjectInputStream.class)
                || declares(type, "readObjectNoData")
                || hasPersistentFields(type);
    }

    private static boolean hasPersistentFields(Class<?> type) {
        try {
            return Modifier.isStatic(
                    type.getDeclaredField("serialPersistentFields").getModifiers());
        } catch (NoSuchFieldException e) {
            return false;
        }
    }

    private static boolean declares(Class<?> type, String name, Class<?>... parameters) {
        Method found = declared(type, name, parameters);
        return found != null && !Modifier.isStatic(found.getModifiers());
    }

    /**
     * A method that a class itself declares, or null. Class.getDeclaredMethod would word its
     * refusal by a stream, whose first use costs a worker's start some 4 ms.
     */
    static @Nullable Method declared(Class<?> type, String name, Class<?>... parameters) {
        for (Method each : type.getDeclaredMethods()) {
            if (each.getName().equals(name)
                    && Arrays.equals(each.getParameterTypes(), parameters)) {
                return each;
            }
        }
        return null;
    }
}
