"""Python's side of the benchmarks: the work of tasks.bat under the same names, and the same figures in the same form.
Its maps and lists change in place, so only tasks whose work does not depend on old versions are here."""

import sys
import time
from functools import reduce
from operator import add

RUNS = 3
WARM_UPS = 1


def task(name, operations, expected, work):
    if len(sys.argv) > 1 and name not in sys.argv[1:]:
        return
    for _ in range(WARM_UPS):
        work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter_ns()
        value = work()
        times.append((time.perf_counter_ns() - start) / operations)
        if value != expected:
            raise ValueError(f"{name} gave {value} instead of {expected}")
    print(name, sorted(times)[RUNS // 2], flush=True)


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def loop_int():
    i = total = 0
    while i < 10_000_000:
        total += i
        i += 1
    return total


def escape_time(cr, ci):
    zr = zi = 0.0
    i = 0
    while i != 50 and zr * zr + zi * zi <= 4.0:
        zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
        i += 1
    return i


def mandelbrot(size):
    return sum(
        escape_time(2.0 * x / size - 1.5, 2.0 * y / size - 1.0) for y in range(size) for x in range(size)
    )


BIG_MAP = {f"k{i}": i for i in range(1000)}
BIG_KEYS = list(BIG_MAP)


def map_get():
    total = 0
    for i in range(1_000_000):
        total += BIG_MAP[BIG_KEYS[i % 1000]]
    return total


MILLION = list(range(1_000_000))
SHAPES = [{"type": "circle", "radius": 2}, {"type": "rectangle", "width": 2, "height": 3}, [1, 2], None]


def shape(x):
    match x:
        case {"type": "circle", "radius": r}:
            return 3 * r
        case {"type": "rectangle", "width": w, "height": h}:
            return w * h
        case [a, b]:
            return a + b
        case _:
            return 0


task("call", 1_346_269, 832_040, lambda: fib(30))
task("loop-int", 10_000_000, 49_999_995_000_000, loop_int)
task("float-mandelbrot-200", 1_040_000, 976_575, lambda: mandelbrot(200))
task("map-get-1000", 1_000_000, 499_500_000, map_get)
task("vector-sum-1M", 1_000_000, 499_999_500_000, lambda: reduce(add, MILLION))
task("pipeline-1M", 1_000_000, 250_000_500_000,
     lambda: reduce(add, filter(lambda i: i % 2 == 0, map(lambda i: i + 1, range(1_000_000)))))
task("string-join-100k", 100_000, 588_889, lambda: len(",".join(map(str, range(100_000)))))
task("sort-100k", 100_000, 0, lambda: sorted((i * 7919) % 100_003 for i in range(100_000))[0])
task("match", 1_000_000, 3_750_000, lambda: sum(shape(SHAPES[i % 4]) for i in range(1_000_000)))
