"""The Python side of `procession bench`.

Reads lines of `NAME NUMBER`, does it once, and answers with the seconds that it took (or that it returns: a float). Pools are made at their first use and kept
warm; `fork`, `spawn`: the start itself is what is measured.
"""

import array
import concurrent.futures
import multiprocessing
import multiprocessing.managers
import sys
import time

WORKERS = 2


def same(value):
    return value


def length(value):
    return len(value)


def work(steps):
    value = 0.5
    for _ in range(steps):
        value = 3.7 * value * (1 - value)
    return value


def round_trips(there, back, count, seconds):
    there.put(-1)
    back.get()
    start = time.perf_counter()
    for i in range(count):
        there.put(i)
        back.get()
    seconds.send(time.perf_counter() - start)


def echo(there, back, count):
    for _ in range(count + 1):
        back.put(there.get())


def take_all(queue, count, seconds):
    queue.get()
    start = time.perf_counter()
    for _ in range(count):
        queue.get()
    seconds.send(time.perf_counter() - start)


def put_all(queue, count):
    for i in range(count + 1):
        queue.put(i)


def repeat(operation, count, seconds):
    operation(-1)
    start = time.perf_counter()
    for i in range(count):
        operation(i)
    seconds.send(time.perf_counter() - start)


class Counter:
    def __init__(self):
        self.count = 0

    def increment(self):
        self.count += 1
        return self.count


class Counters(multiprocessing.managers.BaseManager):
    pass


Counters.register("Counter", Counter)


class Peer:
    def __init__(self):
        self.pool = None
        self.executor = None
        self.steps_a_second = None
        self.arrays = {}
        self.manager = None
        self.counters = None

    def workers(self):
        if self.pool is None:
            self.pool = multiprocessing.get_context("fork").Pool(WORKERS)
            self.pool.map(same, range(100))
        return self.pool

    def executors(self):
        if self.executor is None:
            context = multiprocessing.get_context("fork")
            self.executor = concurrent.futures.ProcessPoolExecutor(WORKERS, mp_context=context)
            list(self.executor.map(same, range(100)))
        return self.executor

    def array(self, count):
        if count not in self.arrays:
            self.arrays = {count: array.array("d", bytes(8 * count))}
        return self.arrays[count]

    def numpy(self, count):
        import numpy

        return numpy.zeros(count)

    # What can be measured. Preparation comes first and returns what is timed.

    def apply(self, count):
        pool = self.workers()
        return lambda: [pool.apply(same, (i,)) for i in range(count)]

    def map_one_by_one(self, count):
        pool = self.workers()
        return lambda: pool.map(same, range(count), chunksize=1)

    def map_default(self, count):
        pool = self.workers()
        return lambda: pool.map(same, range(count))

    def imap(self, count):
        pool = self.workers()
        return lambda: sum(1 for _ in pool.imap(same, range(count)))

    def executor_map(self, count):
        executor = self.executors()
        return lambda: sum(1 for _ in executor.map(same, range(count)))

    def array_in(self, count):
        pool, value = self.workers(), self.array(count)
        return lambda: pool.apply(length, (value,))

    def array_both_ways(self, count):
        pool, value = self.workers(), self.array(count)
        return lambda: pool.apply(same, (value,))

    def numpy_both_ways(self, count):
        pool, value = self.workers(), self.numpy(count)
        return lambda: pool.apply(same, (value,))

    def loop(self, micros):
        steps, calls = self.steps(micros), max(60, 200_000 // micros)
        return lambda: [work(steps) for _ in range(calls)]

    def loop_async(self, micros):
        pool, steps, calls = self.workers(), self.steps(micros), max(60, 200_000 // micros)

        def run():
            results = [pool.apply_async(work, (steps,)) for _ in range(calls)]
            return [each.get() for each in results]

        return run

    def steps(self, micros):
        if self.steps_a_second is None:
            times = []
            for _ in range(20):
                start = time.perf_counter()
                work(20_000)
                times.append(time.perf_counter() - start)
            self.steps_a_second = 20_000 / sorted(times)[10]
        return max(1, int(self.steps_a_second * micros / 1e6))

    # What processes do to an object that they share: they take the time themselves.

    def queue_round_trips(self, count):
        queues = multiprocessing.Queue(), multiprocessing.Queue()
        return lambda: self.in_two(round_trips, echo, *queues, count)

    def simple_queue_round_trips(self, count):
        queues = multiprocessing.SimpleQueue(), multiprocessing.SimpleQueue()
        return lambda: self.in_two(round_trips, echo, *queues, count)

    def queue_stream(self, count):
        queue = multiprocessing.Queue()
        return lambda: self.in_two(take_all, put_all, queue, count)

    def simple_queue_stream(self, count):
        queue = multiprocessing.SimpleQueue()
        return lambda: self.in_two(take_all, put_all, queue, count)

    def manager_lock(self, count):
        lock = self.managed().Lock()
        return lambda: self.in_one(lambda _: (lock.acquire(), lock.release()), count)

    def memory_lock(self, count):
        lock = multiprocessing.Lock()
        return lambda: self.in_one(lambda _: (lock.acquire(), lock.release()), count)

    def manager_dict(self, count):
        values = self.managed().dict({f"key-{i}": i for i in range(1_000)})
        return lambda: self.in_one(lambda i: values.get(f"key-{i % 1_000}"), count)

    def manager_list(self, count):
        tuples = self.managed().list()
        return lambda: self.in_one(lambda i: (tuples.append(("job", i)), tuples.pop(0)), count)

    def counters_asked_once(self, count):
        if self.counters is None:
            self.counters = Counters(ctx=multiprocessing.get_context("fork"))
            self.counters.start()
        return lambda: sum(each.increment() for each in [self.counters.Counter() for _ in range(count)])

    def managed(self):
        if self.manager is None:
            self.manager = multiprocessing.get_context("fork").Manager()
        return self.manager

    def in_one(self, operation, count):
        return self.in_two(repeat, None, operation, count)

    def in_two(self, timed, other, *arguments):
        """Seconds, as the process that runs `timed` has measured them."""
        context = multiprocessing.get_context("fork")
        result, seconds = context.Pipe(duplex=False)
        processes = [context.Process(target=timed, args=(*arguments, seconds))]
        if other is not None:
            processes.append(context.Process(target=other, args=arguments))
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return result.recv()

    def fork(self, _):
        return lambda: self.first_result("fork")

    def spawn(self, _):
        return lambda: self.first_result("spawn")

    def first_result(self, method):
        self.started = multiprocessing.get_context(method).Pool(1)
        self.started.apply(same, (1,))

    def after(self):
        """Ends what a round has started, outside of its time."""
        started, self.started = getattr(self, "started", None), None
        if started is not None:
            started.terminate()
            started.join()

    def close(self):
        if self.pool is not None:
            self.pool.terminate()
            self.pool.join()
        if self.executor is not None:
            self.executor.shutdown()
        if self.manager is not None:
            self.manager.shutdown()
        if self.counters is not None:
            self.counters.shutdown()


def main():
    peer = Peer()
    for line in sys.stdin:
        name, number = line.split()
        try:
            work = getattr(peer, name)(int(number))
            start = time.perf_counter()
            result = work()
            seconds = result if isinstance(result, float) else time.perf_counter() - start
            peer.after()
            print(repr(seconds), flush=True)
        except ImportError:
            print("nan", flush=True)
        except Exception as error:
            print("error", repr(error), flush=True)
    peer.close()


if __name__ == "__main__":
    main()
