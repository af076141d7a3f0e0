package io.procession.internal.snapshot;

import java.util.BitSet;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Chooses and keeps the tracker of each class. Thread-safe. */
final class Trackers {

    private static final ClassValue<Tracker> OF =
            new ClassValue<>() {
                @Override
                protected Tracker computeValue(Class<?> type) {
                    return choose(type);
                }
            };

    /** Of the JDK, beside those with plans of their own: not compared, since that costs. */
    private static final Set<String> IMMUTABLE =
            Set.of(
                    "java.util.Locale",
                    "java.util.Currency",
                    "java.net.URL",
                    "java.math.MathContext",
                    "java.lang.StackTraceElement");

    private static final Tracker ELEMENTS = new ElementsTracker();
    private static final Tracker SEQUENCE = new SequenceTracker();
    private static final Tracker BAG = new BagTracker();
    private static final Tracker CONTENT = new ContentTracker();

    private Trackers() {}

    static Tracker of(Class<?> type) {
        return OF.get(type);
    }

    private static Tracker choose(Class<?> type) {
        if (type.isArray()) {
            Class<?> component = type.getComponentType();
            return component.isPrimitive() ? new PrimitivesTracker(component) : ELEMENTS;
        }
        if (Values.isValue(type)) {
            return Tracker.NONE;
        }
        ClassPlan plan = Plans.builtIn(type);
        if (plan instanceof InstancePlan) {
            return plan.runsCode() ? OpaqueTracker.TRACKER : FieldsTracker.of(type);
        }
        if (plan instanceof ThrowablePlan) {
            return FieldsTracker.of(type);
        }
        if (plan instanceof RecordPlan
                || plan instanceof LambdaPlan
                || plan instanceof ProxyPlan
                || plan instanceof ForeignPlan
                || plan instanceof EnumPlan) {
            return Tracker.NONE;
        }
        Tracker ofJdk = ofJdkClass(type);
        if (ofJdk != null) {
            return ofJdk;
        }
        return plan instanceof IslandPlan ? ofIsland(type) : ofOther(plan);
    }

    private static Tracker ofOther(ClassPlan plan) {
        boolean isKnown =
                plan instanceof ValuePlan
                        || plan instanceof HolderPlan
                        || plan instanceof CollectionPlan
                        || plan instanceof MapPlan;
        return isKnown
                ? Tracker.NONE
                : OpaqueTracker.TRACKER; // what is known and no more is immutable
    }

    /** A class closed to us: a user's subclass of one of the JDK's, or one of the JDK's own. */
    private static Tracker ofIsland(Class<?> type) {
        for (Class<?> each = type.getSuperclass(); each != null; each = each.getSuperclass()) {
            Tracker inherited = Plans.isJdk(each) ? ofJdkClass(each) : null;
            if (inherited != null) {
                return new InheritedTracker(inherited, FieldsTracker.of(type));
            }
        }
        return holdsOnlyMembers(type) ? Tracker.NONE : OpaqueTracker.TRACKER;
    }

    /** Whether nothing can change, or all that can is in members, which are tracked themselves. */
    private static boolean holdsOnlyMembers(Class<?> type) {
        String name = type.getName();
        return Plans.isJdk(type)
                && (IMMUTABLE.contains(name)
                        || name.startsWith("java.time.")
                        || name.startsWith("java.net.Inet")
                        || name.startsWith("java.util.Collections$")
                        || name.startsWith("java.util.Arrays$")
                        || name.startsWith("java.util.ImmutableCollections$")
                        || name.startsWith("java.util.concurrent.atomic."));
    }

    /** A mutable class of the JDK, or null. */
    private static @Nullable Tracker ofJdkClass(Class<?> type) {
        if (!Plans.isJdk(type)) {
            return null;
        }
        if (isOneOf(type, Date.class, Random.class, Calendar.class)
                || Contents.isOne(type)
                || type.getName().equals("java.util.AbstractMap$SimpleEntry")) {
            return CONTENT;
        }
        if (type == StringBuilder.class || type == StringBuffer.class) {
            return new TextTracker();
        }
        if (type == BitSet.class) {
            return new BitsTracker();
        }
        if (type == LongAdder.class || type == DoubleAdder.class) {
            return new AddedTracker();
        }
        return ofContainer(type);
    }

    private static boolean isOneOf(Class<?> type, Class<?>... ancestors) {
        for (Class<?> each : ancestors) {
            if (each.isAssignableFrom(type)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Tracker ofContainer(Class<?> type) {
        boolean ownsItsContent =
                isMutableBuiltin(type)
                        || type == EnumMap.class
                        || type == Properties.class
                        || EnumSet.class.isAssignableFrom(type);
        if (!ownsItsContent) {
            return null;
        }
        if (Map.class.isAssignableFrom(type)) {
            return new KeyedTracker(/* isMap= */ true, order(type));
        }
        if (Set.class.isAssignableFrom(type)) {
            return new KeyedTracker(/* isMap= */ false, order(type));
        }
        return isOneOf(type, PriorityQueue.class, PriorityBlockingQueue.class) ? BAG : SEQUENCE;
    }

    private static boolean isMutableBuiltin(Class<?> type) {
        ClassPlan plan = Plans.builtIn(type);
        boolean isContainer = plan instanceof CollectionPlan || plan instanceof MapPlan;
        String name = type.getName();
        return isContainer
                && plan.type() == type
                && Collection.class.isAssignableFrom(type) | Map.class.isAssignableFrom(type)
                && !name.startsWith("java.util.ImmutableCollections$")
                && !name.startsWith("java.util.Collections$");
    }

    /** How the keys of a class of tables are ordered. */
    static KeyedTracker.Order order(Class<?> type) {
        if (type == IdentityHashMap.class) {
            return KeyedTracker.Order.IDENTITY;
        }
        if (isOneOf(type, SortedMap.class, SortedSet.class, EnumMap.class, EnumSet.class)) {
            return KeyedTracker.Order.SORTED;
        }
        return isOneOf(type, LinkedHashMap.class, LinkedHashSet.class, CopyOnWriteArraySet.class)
                ? KeyedTracker.Order.LINKED
                : KeyedTracker.Order.HASH;
    }
}
