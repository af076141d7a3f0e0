package io.procession.internal.shm;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.jspecify.annotations.Nullable;

/**
 * What is needed of {@code java.lang.foreign}, which is final since JDK 22, through method handles:
 * this library is compiled for 17.
 */
final class Arenas {

    private static final int FIRST_WITH_ARENAS = 22;

    private static final @Nullable Handles HANDLES = find();

    /** Whether this JDK has it. */
    static final boolean AVAILABLE = HANDLES != null;

    private record Handles(
            MethodHandle ofShared,
            MethodHandle ofAuto,
            MethodHandle map,
            MethodHandle asSlice,
            MethodHandle asByteBuffer,
            MethodHandle close) {}

    private Arenas() {}

    /** A mapped file. */
    static final class Mapped {

        private final Handles handles;
        private final @Nullable Object arena; // null: the collector unmaps
        private final Object segment;

        private Mapped(Handles handles, @Nullable Object arena, Object segment) {
            this.handles = handles;
            this.arena = arena;
            this.segment = segment;
        }

        /** A part of it, which becomes unusable when this is closed. */
        ByteBuffer slice(long offset, long bytes) {
            try {
                Object part = handles.asSlice.invoke(segment, offset, bytes);
                return (ByteBuffer) handles.asByteBuffer.invoke(part);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        /**
         * Unmaps where the collector does not; access from any thread fails from then on, cleanly.
         */
        void close() {
            if (arena == null) {
                return;
            }
            try {
                handles.close.invoke(arena);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }
    }

    /** Maps a file; {@code explicit}: until it is closed, else until nobody can reach it. */
    static Mapped map(FileChannel file, long bytes, boolean explicit) throws IOException {
        Handles handles = HANDLES;
        if (handles == null) {
            throw new IllegalStateException("no arenas in this JDK: java=" + Runtime.version());
        }
        try {
            Object arena = explicit ? handles.ofShared.invoke() : handles.ofAuto.invoke();
            Object segment = handles.map.invoke(file, MapMode.READ_WRITE, 0L, bytes, arena);
            return new Mapped(handles, explicit ? arena : null, segment);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static @Nullable Handles find() {
        if (Runtime.version().feature() < FIRST_WITH_ARENAS) {
            return null;
        }
        try {
            Class<?> arena = Class.forName("java.lang.foreign.Arena");
            Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            return new Handles(
                    lookup.findStatic(arena, "ofShared", MethodType.methodType(arena)),
                    lookup.findStatic(arena, "ofAuto", MethodType.methodType(arena)),
                    lookup.findVirtual(
                            FileChannel.class,
                            "map",
                            MethodType.methodType(
                                    segment, MapMode.class, long.class, long.class, arena)),
                    lookup.findVirtual(
                            segment,
                            "asSlice",
                            MethodType.methodType(segment, long.class, long.class)),
                    lookup.findVirtual(
                            segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class)),
                    lookup.findVirtual(arena, "close", MethodType.methodType(void.class)));
        } catch (ReflectiveOperationException e) {
            return null; // a JDK that is not like the others: the collector unmaps
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}
