package io.procession.weaver;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The names and signatures that woven code refers to: the binary contract, by name only. */
final class Bridge {

    static final int VERSION = 1;
    static final String CONCURRENT = "Lio/procession/Concurrent;";
    static final String SYNCHRONIZED = "Lio/procession/Synchronized;";
    static final String WOVEN = "Lio/procession/bridge/Woven;";
    static final String EFFECTS = "Lio/procession/bridge/Effects;";
    static final String READ_ONLY = "Lio/procession/ReadOnly;";
    static final String PACKAGE = "io/procession/bridge/";

    static final String SCOPE = PACKAGE + "Scope";
    static final String DEFERRED = PACKAGE + "Deferred";
    static final String BOOT = PACKAGE + "Boot";
    static final String AHEAD = PACKAGE + "Ahead";
    static final String LOOP = PACKAGE + "Loop";
    static final Type SCOPE_TYPE = Type.getObjectType(SCOPE);
    static final Type DEFERRED_TYPE = Type.getObjectType(DEFERRED);
    static final Type OBJECT_TYPE = Type.getObjectType("java/lang/Object");

    /** What an iteration over keys or entries waits for: that none is added or removed. */
    static final int STRUCTURE = 0;

    /** What an iteration over values or elements waits for. */
    static final int ANYTHING = 1;

    /** A guard whose need the run time tells from the method's name and the receiver's class. */
    static final int BY_NAME = 0;

    /** A guard that waits for anything pending on the receiver. */
    static final int RECEIVER = 1;

    /** A guard that waits for what changes the receiver's size. */
    static final int STRUCTURAL = 2;

    private static final String FIRST =
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;"
                    + "Ljava/lang/invoke/MethodType;";
    private static final String LAST = ")Ljava/lang/invoke/CallSite;";
    private static final String HANDLE = "Ljava/lang/invoke/MethodHandle;";

    static final Handle SUBMIT = boot("submit", HANDLE + "Ljava/lang/String;ILjava/lang/String;");
    static final Handle LIFT = boot("lift", HANDLE);
    static final Handle LIFT_OP = boot("liftOp", "I");
    static final Handle LIFT_CAST = boot("liftCast", "Ljava/lang/Class;");
    static final Handle LIFT_INDY =
            boot("liftIndy", "Ljava/lang/invoke/MethodType;" + HANDLE + "[Ljava/lang/Object;");
    static final Handle EFFECT = boot("effect", HANDLE + "I");
    static final Handle NOW = boot("now", HANDLE);
    static final Handle GUARD = boot("guard", HANDLE + "I");

    private Bridge() {}

    private static Handle boot(String name, String arguments) {
        return new Handle(Opcodes.H_INVOKESTATIC, BOOT, name, FIRST + arguments + LAST, false);
    }

    /** The type as the operand stack has it: small integers are int, references are Object. */
    static Type computational(Type type) {
        return switch (type.getSort()) {
            case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT, Type.INT -> Type.INT_TYPE;
            case Type.LONG, Type.FLOAT, Type.DOUBLE -> type;
            default -> OBJECT_TYPE;
        };
    }

    /** The getter of {@link #SCOPE} that gives a deferred value of this type: getI, getA, ... */
    static String getter(Type type) {
        return switch (computational(type).getSort()) {
            case Type.INT -> "getI";
            case Type.LONG -> "getJ";
            case Type.FLOAT -> "getF";
            case Type.DOUBLE -> "getD";
            default -> "getA";
        };
    }
}
