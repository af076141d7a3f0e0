package io.procession.internal.snapshot;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What cannot travel, and what to do instead: a table of types, by name so that none of them is
 * loaded for it.
 */
final class Refusals {

    private static final String INSTEAD = "; send data instead, or register a Codec";
    private static final Map<String, String> BY_TYPE = new HashMap<>();
    private static final Map<String, String> JDK_ONLY = new HashMap<>();

    static {
        String stream = "a stream belongs to its process" + INSTEAD;
        refuse(
                stream,
                "java.io.InputStream",
                "java.io.OutputStream",
                "java.io.Reader",
                "java.io.Writer");
        refuse(
                stream,
                "java.io.RandomAccessFile",
                "java.io.FileDescriptor",
                "java.util.Scanner",
                "java.util.Formatter");
        refuse(
                stream,
                "java.io.Console",
                "java.util.zip.ZipFile",
                "java.util.zip.Inflater",
                "java.util.zip.Deflater");
        String socket = "a connection belongs to its process" + INSTEAD;
        refuse(socket, "java.net.Socket", "java.net.ServerSocket", "java.net.DatagramSocket");
        refuse(
                socket,
                "java.nio.channels.Channel",
                "java.nio.channels.Selector",
                "java.net.http.HttpClient");
        refuse(socket, "java.sql.Connection", "java.sql.Statement", "java.sql.ResultSet");
        String thread = "a thread belongs to its process; start it in the task";
        refuse(
                thread,
                "java.lang.Thread",
                "java.lang.ThreadGroup",
                "java.util.Timer",
                "java.util.TimerTask");
        refuse(
                "a process handle is only valid here; send its pid",
                "java.lang.Process",
                "java.lang.ProcessHandle");
        refuse(
                "a class loader belongs to its process; send names of classes",
                "java.lang.ClassLoader");
        refuse(
                "modules belong to their process; send their names",
                "java.lang.Module",
                "java.lang.ModuleLayer");
        refuse(
                "it is a handle of this JVM; send a lambda of a Serializable functional type such as io.procession.Task",
                "java.lang.invoke.MethodHandle",
                "java.lang.invoke.VarHandle",
                "java.lang.invoke.MethodHandles$Lookup",
                "java.lang.reflect.AccessibleObject");
        refuse(
                "a reference is known to this JVM's collector only; send what it refers to",
                "java.lang.ref.Reference");
        refuse(
                "it is known to this JVM's collector only",
                "java.lang.ref.ReferenceQueue",
                "java.lang.ref.Cleaner");
        refuse("it holds a value of each thread here; send the value", "java.lang.ThreadLocal");
        String logger = "a logger belongs to its process; make the field static";
        refuse(logger, "java.util.logging.Logger", "java.lang.System$Logger");
        String lock =
                "a lock of java.util.concurrent guards nothing in another process; make the field transient, or"
                        + " use io.procession.shared.SharedLock";
        jdkOnly(lock, "java.util.concurrent.locks.Lock", "java.util.concurrent.locks.Condition");
        jdkOnly(
                lock,
                "java.util.concurrent.locks.ReadWriteLock",
                "java.util.concurrent.locks.StampedLock");
        jdkOnly(lock, "java.util.concurrent.locks.AbstractOwnableSynchronizer");
        String synchronizer =
                "it coordinates threads of this process only; use its counterpart in io.procession.shared";
        jdkOnly(
                synchronizer,
                "java.util.concurrent.Semaphore",
                "java.util.concurrent.CountDownLatch");
        jdkOnly(synchronizer, "java.util.concurrent.CyclicBarrier", "java.util.concurrent.Phaser");
        jdkOnly(synchronizer, "java.util.concurrent.Exchanger");
        jdkOnly(
                "threads belong to their process; make the executor in the task",
                "java.util.concurrent.Executor");
        jdkOnly(
                "a future is completed in its own process; send its result",
                "java.util.concurrent.Future");
        String iterator = "a position in a sequence belongs to its process; send the collection";
        jdkOnly(iterator, "java.util.Iterator", "java.util.Enumeration", "java.util.Spliterator");
        jdkOnly(iterator, "java.util.stream.BaseStream");
        jdkOnly("send its array", "java.nio.Buffer");
    }

    private Refusals() {}

    private static void refuse(String advice, String... types) {
        for (String each : types) {
            BY_TYPE.put(each, advice);
        }
    }

    private static void jdkOnly(String advice, String... types) {
        for (String each : types) {
            JDK_ONLY.put(each, advice);
        }
    }

    /**
     * Why objects of a class cannot travel, whatever they hold; null if nothing is known against
     * it.
     */
    static @Nullable String of(Class<?> type) {
        boolean isJdk = Plans.isJdk(type);
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            String advice = ofDeclared(each, isJdk);
            if (advice != null) {
                return advice;
            }
        }
        return null;
    }

    private static @Nullable String ofDeclared(Class<?> type, boolean isJdk) {
        String advice = BY_TYPE.get(type.getName());
        if (advice == null && isJdk) {
            advice = JDK_ONLY.get(type.getName());
        }
        Class<?>[] interfaces = type.getInterfaces();
        for (int i = 0; advice == null && i < interfaces.length; i++) {
            advice = ofDeclared(interfaces[i], isJdk);
        }
        return advice;
    }

    static String hiddenClass(Class<?> type) {
        if (type.getName().contains("$$Lambda")) {
            return "this lambda is not Serializable; give it a Serializable functional type such as io.procession.Task";
        }
        return "a hidden class has no name in another process" + INSTEAD;
    }

    /** A class that neither opens itself to us nor is Serializable. */
    static String closed(Class<?> type) {
        if (Plans.isJdk(type)) {
            return "a class internal to the JDK has no way to travel" + INSTEAD;
        }
        String to =
                Plans.class.getModule().isNamed() ? " to " + Plans.class.getModule().getName() : "";
        return "its module does not open itself; add `opens "
                + type.getPackageName()
                + to
                + ";` to module "
                + type.getModule().getName()
                + ", or make it "
                + Serializable.class.getSimpleName();
    }

    /** Something that was thrown while a value was encoded. */
    static String failed(Throwable cause) {
        return "it could not be captured: " + cause;
    }
}
