package io.procession;

import io.procession.internal.local.OutputRouter;
import io.procession.internal.pool.InlineEngine;
import io.procession.internal.pool.LocalEngine;
import io.procession.internal.pool.PoolSettings;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.worker.WorkerContext;
import io.procession.spi.Codec;
import io.procession.spi.Engine;
import io.procession.spi.Payload;
import java.io.ObjectInputFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Checks settings as they come, and makes pools of them. */
final class PoolBuilder implements ProcessPool.Builder {

    private static final AtomicInteger UNNAMED = new AtomicInteger();
    private static final int DEFAULT_MAX_DEPTH = 3;
    private static final int MOST_WORKERS = 10_000;

    private @Nullable String name;
    private int minWorkers; // 0: not set
    private int maxWorkers;
    private @Nullable String maxHeap;
    private final List<String> jvmArgs = new ArrayList<>();
    private final Map<String, String> systemProperties = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable Path workingDirectory;
    private @Nullable Path javaHome;
    private @Nullable Job initializer;
    private int maxTasksPerWorker;
    private @Nullable Duration taskTimeout;
    private Duration killGrace = Duration.ofMillis(100);
    private @Nullable Duration idleTimeout;
    private int retries;
    private boolean argumentChanges;
    private Backend backend = Backend.DEFAULT;
    private WorkerOutput output = WorkerOutput.INHERIT;
    private final List<Codec> codecs = new ArrayList<>();
    private String argumentFilter = "";
    private @Nullable ObjectInputFilter resultFilter;

    @Override
    public PoolBuilder name(String name) {
        require(
                name.matches("[A-Za-z0-9._-]{1,64}"),
                "name must be 1 to 64 letters, digits, '.', '_' or '-'",
                "name",
                name);
        this.name = name;
        return this;
    }

    @Override
    public PoolBuilder workers(int workers) {
        return workers(workers, workers);
    }

    @Override
    public PoolBuilder workers(int min, int max) {
        require(
                min >= 1 && min <= MOST_WORKERS,
                "workers must be from 1 to " + MOST_WORKERS,
                "workers",
                min);
        require(
                max >= min && max <= MOST_WORKERS,
                "max workers must be from min to " + MOST_WORKERS,
                "min..max",
                min + ".." + max);
        this.minWorkers = min;
        this.maxWorkers = max;
        return this;
    }

    @Override
    public PoolBuilder maxHeap(String size) {
        require(
                size.matches("[1-9][0-9]*[kKmMgGtT]?"),
                "maxHeap must be a number with k, m, g or t, as for -Xmx",
                "maxHeap",
                size);
        this.maxHeap = size;
        return this;
    }

    @Override
    public PoolBuilder jvmArgs(String... args) {
        for (String arg : args) {
            require(arg.startsWith("-"), "a JVM flag must begin with '-'", "jvmArgs", arg);
            require(
                    !arg.equals("-jar") && !arg.equals("-version"),
                    "this flag keeps the worker from starting",
                    "jvmArgs",
                    arg);
            jvmArgs.add(arg);
        }
        return this;
    }

    @Override
    public PoolBuilder systemProperty(String key, String value) {
        require(!key.isEmpty(), "a system property must have a name", "key", key);
        systemProperties.put(key, Objects.requireNonNull(value, "value"));
        return this;
    }

    @Override
    public PoolBuilder environment(String key, String value) {
        require(
                !key.isEmpty() && key.indexOf('=') < 0,
                "an environment variable must have a name without '='",
                "key",
                key);
        environment.put(key, Objects.requireNonNull(value, "value"));
        return this;
    }

    @Override
    public PoolBuilder workingDirectory(Path directory) {
        require(
                Files.isDirectory(directory),
                "workingDirectory must be an existing directory",
                "workingDirectory",
                directory);
        this.workingDirectory = directory;
        return this;
    }

    @Override
    public PoolBuilder javaHome(Path home) {
        this.javaHome = Objects.requireNonNull(home, "home");
        return this;
    }

    @Override
    public PoolBuilder initializer(Job initializer) {
        this.initializer = Objects.requireNonNull(initializer, "initializer");
        return this;
    }

    @Override
    public PoolBuilder maxTasksPerWorker(int tasks) {
        require(tasks >= 1, "maxTasksPerWorker must be at least 1", "maxTasksPerWorker", tasks);
        this.maxTasksPerWorker = tasks;
        return this;
    }

    @Override
    public PoolBuilder taskTimeout(Duration timeout) {
        this.taskTimeout = positive(timeout, "taskTimeout");
        return this;
    }

    @Override
    public PoolBuilder killGrace(Duration grace) {
        require(!grace.isNegative(), "killGrace must not be negative", "killGrace", grace);
        this.killGrace = grace;
        return this;
    }

    @Override
    public PoolBuilder idleTimeout(Duration timeout) {
        this.idleTimeout = positive(timeout, "idleTimeout");
        return this;
    }

    @Override
    public PoolBuilder retries(int retries) {
        require(retries >= 0, "retries must not be negative", "retries", retries);
        this.retries = retries;
        return this;
    }

    @Override
    public PoolBuilder argumentChanges(boolean comeBack) {
        this.argumentChanges = comeBack;
        return this;
    }

    @Override
    public PoolBuilder backend(Backend backend) {
        this.backend = Objects.requireNonNull(backend, "backend");
        return this;
    }

    @Override
    public PoolBuilder output(WorkerOutput output) {
        this.output = Objects.requireNonNull(output, "output");
        return this;
    }

    @Override
    public PoolBuilder codec(Codec codec) {
        codecs.add(Objects.requireNonNull(codec, "codec"));
        return this;
    }

    @Override
    public PoolBuilder argumentFilter(String pattern) {
        ObjectInputFilter.Config.createFilter(pattern); // refuses what is not a pattern
        this.argumentFilter = pattern;
        return this;
    }

    @Override
    public PoolBuilder resultFilter(ObjectInputFilter filter) {
        this.resultFilter = Objects.requireNonNull(filter, "filter");
        return this;
    }

    @Override
    public ProcessPool build() {
        String poolName = name == null ? "pool-" + UNNAMED.incrementAndGet() : name;
        Backend chosen = chosenBackend();
        GraphCodec codec = GraphCodec.ofParent(loader(), codecs, resultFilter, Answers::standIn);
        Engine engine =
                chosen == Backend.INLINE
                        ? inline(poolName, codec)
                        : local(poolName, chosen, /* single= */ false);
        return new DefaultProcessPool(
                poolName,
                chosen,
                engine,
                codec,
                taskTimeout,
                retries,
                argumentChanges,
                () -> local(poolName + "-verify", Backend.PROCESSES, /* single= */ true));
    }

    /** The engine of one process that is started at once and never replaced. */
    LocalEngine single(String workerName) {
        workers(1);
        return local(workerName, Backend.PROCESSES, /* single= */ true);
    }

    /** The codec that goes with {@link #single}. */
    static GraphCodec plainCodec() {
        return GraphCodec.ofParent(loader(), List.of(), null, Answers::standIn);
    }

    private Engine inline(String poolName, GraphCodec codec) {
        InlineEngine engine = new InlineEngine(poolName, codec);
        if (initializer != null) {
            initializer.run();
        }
        return engine;
    }

    private LocalEngine local(String poolName, Backend chosen, boolean single) {
        int depth = WorkerContext.currentDepth() + 1;
        int maxDepth = Integer.getInteger("procession.maxDepth", DEFAULT_MAX_DEPTH);
        if (depth > maxDepth) {
            throw new ProcessionException(
                    "pool within a worker within a worker goes too deep: pool="
                            + poolName
                            + ", depth="
                            + depth
                            + ", limit="
                            + maxDepth
                            + "; raise it with -Dprocession.maxDepth, or use the pool of the root process");
        }
        int most = maxWorkers > 0 ? maxWorkers : defaultWorkers();
        GraphCodec plain = plainCodec();
        return new LocalEngine(
                new PoolSettings(
                        poolName,
                        minWorkers > 0 ? minWorkers : most,
                        most,
                        maxHeap,
                        List.copyOf(jvmArgs),
                        Map.copyOf(systemProperties),
                        Map.copyOf(environment),
                        workingDirectory,
                        javaHome,
                        initializer == null
                                ? Payload.EMPTY
                                : encode(
                                        new GraphCodec(loader(), codecs, null, Answers::standIn),
                                        new Invocations.Running(initializer),
                                        "initializer"),
                        maxTasksPerWorker,
                        killGrace,
                        idleTimeout,
                        OutputRouter.Mode.valueOf(output.name()),
                        codecs.isEmpty()
                                ? Payload.EMPTY
                                : encode(plain, new ArrayList<>(codecs), "codec"),
                        argumentFilter,
                        single,
                        chosen == Backend.THREADS,
                        depth));
    }

    private static Payload encode(GraphCodec codec, Object value, String subject) {
        try {
            return codec.encode(value, Codec.Direction.CALL, subject);
        } catch (CannotTravelException e) {
            throw DefaultProcessPool.refused(subject, e);
        }
    }

    private Backend chosenBackend() {
        if (backend != Backend.DEFAULT) {
            return backend;
        }
        String property = System.getProperty("procession.backend", "");
        if (property.isEmpty()) {
            return Backend.PROCESSES;
        }
        try {
            Backend named = Backend.valueOf(property.toUpperCase(Locale.ROOT));
            return named == Backend.DEFAULT ? Backend.PROCESSES : named;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "procession.backend must be processes, threads or inline: procession.backend="
                            + property,
                    e);
        }
    }

    private static int defaultWorkers() {
        String property = System.getProperty("procession.workers", "");
        if (property.isEmpty()) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            int workers = Integer.parseInt(property.trim());
            require(
                    workers >= 1 && workers <= MOST_WORKERS,
                    "procession.workers must be from 1 to " + MOST_WORKERS,
                    "procession.workers",
                    workers);
            return workers;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "procession.workers must be a number: procession.workers=" + property, e);
        }
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : ClassLoader.getSystemClassLoader();
    }

    private static Duration positive(Duration duration, String what) {
        require(
                !duration.isNegative() && !duration.isZero(),
                what + " must be longer than zero",
                what,
                duration);
        return duration;
    }

    private static void require(boolean holds, String rule, String what, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + what + "=" + value);
        }
    }
}
