package io.procession.internal.deferral;

import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * A method with a deferred argument, as its name and parameters tell what it would change, if its
 * receiver is of a class that is known.
 *
 * @param type all operands, the receiver first, as the method declares them
 */
public record EffectMethod(String name, MethodType type, boolean isStatic, Change change) {

    /** What a method changes. */
    enum Change {
        /** Of a map: the entry of a key. */
        ENTRY,
        /** Of a list: the element at an index. */
        ELEMENT,
        /** Of a collection: something comes in. */
        ADDITION,
        /** Of a map, through its entry. */
        VALUE_OF_ENTRY,
        /** Of a string builder: text comes in. */
        TEXT,
        /** Of an atomic number or reference: all of it. */
        NUMBER,
        ANYTHING
    }

    public static EffectMethod of(String name, MethodType type, boolean isStatic) {
        return new EffectMethod(
                name, type, isStatic, isStatic ? Change.ANYTHING : change(name, type));
    }

    private static Change change(String name, MethodType type) {
        int arguments = type.parameterCount() - 1;
        return switch (name) {
            case "put" -> arguments == 2 ? Change.ENTRY : Change.ANYTHING;
            case "set" ->
                    arguments == 2 && type.parameterType(1) == int.class
                            ? Change.ELEMENT
                            : arguments == 1 ? Change.NUMBER : Change.ANYTHING;
            case "add" -> addition(arguments, type);
            case "addFirst", "addLast", "addElement", "offer", "offerFirst", "offerLast", "push" ->
                    arguments == 1 ? Change.ADDITION : Change.ANYTHING;
            case "setValue" -> arguments == 1 ? Change.VALUE_OF_ENTRY : Change.ANYTHING;
            case "append" -> arguments == 1 ? Change.TEXT : Change.ANYTHING;
            case "lazySet", "getAndSet", "addAndGet", "getAndAdd" ->
                    arguments == 1 ? Change.NUMBER : Change.ANYTHING;
            default -> Change.ANYTHING;
        };
    }

    private static Change addition(int arguments, MethodType type) {
        if (arguments != 1) {
            return Change.ANYTHING; // at an index, which may be wrong
        }
        return type.parameterType(0).getName().startsWith("java.util.concurrent.atomic.")
                ? Change.NUMBER
                : Change.ADDITION;
    }

    /** Whether an operand is sure to be a value, even if it is not known yet. */
    boolean takesValue(@Nullable Object[] operands, int index) {
        Object operand = operands[index];
        return operand instanceof Value value
                ? Known.holdsValues(type.parameterType(index)) || Known.holdsValues(value.type())
                : Known.isValue(operand);
    }

    /** Whether an element of a sorted set is sure to find its place without code of the user. */
    boolean takesSortedKey(Object set, @Nullable Object operand) {
        return operand instanceof Value value
                ? Known.isSortedKey(value.type()) && Known.isInNaturalOrder(set)
                : Known.SORTED_SET.places(set, operand);
    }
}
