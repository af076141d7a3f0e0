package io.procession.internal.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an exception that cannot be rebuilt here, because its class cannot be loaded, or
 * it holds what cannot travel.
 */
public record ForeignThrowable(
        String className,
        @Nullable String message,
        String stackTraceText,
        List<StackTraceElement> stackTrace,
        @Nullable Throwable cause,
        String whyNotRebuilt) {}
