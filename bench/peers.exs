# Elixir's side of the benchmarks: the work of tasks.bat under the same names, and the same figures in the same form.
# Tasks whose work has no like in Elixir (persistent vectors) are missing.
defmodule Bench do
  @runs 7
  @warm_ups 3

  def task(name, operations, expected, work) do
    if System.argv() == [] or name in System.argv() do
      for _ <- 1..@warm_ups, do: work.()
      times = for _ <- 1..@runs do
        {microseconds, value} = :timer.tc(work)
        if value != expected, do: raise("#{name} gave #{inspect(value)} instead of #{inspect(expected)}")
        microseconds * 1000 / operations
      end
      IO.puts("#{name} #{Enum.at(Enum.sort(times), div(@runs, 2))}")
    end
  end

  def fib(n) when n < 2, do: n
  def fib(n), do: fib(n - 1) + fib(n - 2)

  def sum(i, sum) when i < 10_000_000, do: sum(i + 1, sum + i)
  def sum(_, sum), do: sum

  def mandelbrot(size) do
    Enum.reduce(0..(size - 1), 0, fn y, total ->
      Enum.reduce(0..(size - 1), total, fn x, total ->
        total + escape_time(0.0, 0.0, 2.0 * x / size - 1.5, 2.0 * y / size - 1.0, 0)
      end)
    end)
  end

  def escape_time(zr, zi, _, _, i) when i == 50 or zr * zr + zi * zi > 4.0, do: i
  def escape_time(zr, zi, cr, ci, i), do: escape_time(zr * zr - zi * zi + cr, 2.0 * zr * zi + ci, cr, ci, i + 1)

  def get(map, keys, sum, i) when i < 1_000_000, do: get(map, keys, sum + Map.get(map, elem(keys, rem(i, 1000))), i + 1)
  def get(_, _, sum, _), do: sum

  def update(map, keys, i) when i < 1_000_000, do: update(Map.put(map, elem(keys, rem(i, 1000)), i), keys, i + 1)
  def update(map, _, _), do: map_size(map)

  def update_small(map, i) when i < 1_000_000, do: update_small(Map.put(map, :c, i), i + 1)
  def update_small(map, _), do: map

  def build(map, i) when i < 1_000_000, do: build(Map.put(map, i, i), i + 1)
  def build(map, _), do: map_size(map)

  def shape(%{type: :circle, radius: r}), do: 3 * r
  def shape(%{type: :rectangle, width: w, height: h}), do: w * h
  def shape([a, b]), do: a + b
  def shape(_), do: 0

  def shapes(shapes, sum, i) when i < 1_000_000, do: shapes(shapes, sum + shape(elem(shapes, rem(i, 4))), i + 1)
  def shapes(_, sum, _), do: sum

  def take(0, home), do: send(home, :done)

  def take(n, home) do
    receive do
      {:add, _} -> take(n - 1, home)
    end
  end

  def send_tuples(_, 0), do: :ok

  def send_tuples(to, n) do
    send(to, {:add, n})
    send_tuples(to, n - 1)
  end

  def pong do
    receive do
      {:ping, from} ->
        send(from, :pong)
        pong()

      :stop ->
        :ok
    end
  end

  def ping(_, 0), do: :ok

  def ping(to, n) do
    send(to, {:ping, self()})

    receive do
      :pong -> ping(to, n - 1)
    end
  end

  def await_all(0), do: :ok

  def await_all(n) do
    receive do
      :x -> await_all(n - 1)
    end
  end

  def relay(next) do
    receive do
      {:hop, n} ->
        send(next, {:hop, n - 1})
        relay(next)
    end
  end

  def ring(first) do
    receive do
      {:hop, n} when n <= 0 ->
        :ok

      {:hop, n} ->
        send(first, {:hop, n - 1})
        ring(first)
    end
  end
end

big_map = Map.new(0..999, fn i -> {String.to_atom("k#{i}"), i} end)
big_keys = List.to_tuple(Map.keys(big_map))
shapes = {%{type: :circle, radius: 2}, %{type: :rectangle, width: 2, height: 3}, [1, 2], :none}

Bench.task("call", 1_346_269, 832_040, fn -> Bench.fib(30) end)
Bench.task("loop-int", 10_000_000, 49_999_995_000_000, fn -> Bench.sum(0, 0) end)
Bench.task("float-mandelbrot-200", 1_040_000, 976_575, fn -> Bench.mandelbrot(200) end)
Bench.task("map-get-1000", 1_000_000, 499_500_000, fn -> Bench.get(big_map, big_keys, 0, 0) end)
Bench.task("map-update-1000", 1_000_000, 1000, fn -> Bench.update(big_map, big_keys, 0) end)
Bench.task("map-update-small", 1_000_000, %{a: 1, b: 2, c: 999_999, d: 4}, fn -> Bench.update_small(%{a: 1, b: 2, c: 3, d: 4}, 0) end)
Bench.task("map-build-1M", 1_000_000, 1_000_000, fn -> Bench.build(%{}, 0) end)
Bench.task("pipeline-1M", 1_000_000, 250_000_500_000, fn ->
  0..999_999 |> Stream.map(&(&1 + 1)) |> Stream.filter(&(rem(&1, 2) == 0)) |> Enum.sum()
end)
Bench.task("string-join-100k", 100_000, 588_889, fn -> String.length(Enum.join(0..99_999, ",")) end)
Bench.task("sort-100k", 100_000, 0, fn -> hd(Enum.sort(for i <- 0..99_999, do: rem(i * 7919, 100_003))) end)
Bench.task("match", 1_000_000, 3_750_000, fn -> Bench.shapes(shapes, 0, 0) end)

Bench.task("send", 1_000_000, :done, fn ->
  home = self()
  to = spawn(fn -> Bench.take(1_000_000, home) end)
  Bench.send_tuples(to, 1_000_000)

  receive do
    :done -> :done
  end
end)

Bench.task("ping-pong", 200_000, :stop, fn ->
  to = spawn(fn -> Bench.pong() end)
  Bench.ping(to, 200_000)
  send(to, :stop)
end)

Bench.task("spawn-100k", 100_000, :ok, fn ->
  home = self()
  for _ <- 1..100_000, do: spawn(fn -> send(home, :x) end)
  Bench.await_all(100_000)
end)

Bench.task("ring-1000-100k-hops", 100_000, :ok, fn ->
  last = Enum.reduce(1..999, self(), fn _, next -> spawn(fn -> Bench.relay(next) end) end)
  send(last, {:hop, 99_999})
  Bench.ring(last)
end)

# Over maps in memory; a million operations, so the figure is in milliseconds.
if System.argv() == [] or "query-1M-in-memory-ms" in System.argv() do
  records =
    for i <- 0..999_999 do
      %{id: i, user_id: rem(i * 7919, 1000), amount: 0.5 * rem(i, 100), status: if(rem(i, 3) == 0, do: "active", else: "idle")}
    end

  Bench.task("query-1M-in-memory-ms", 1_000_000, 1000, fn ->
    records
    |> Enum.filter(&(&1.status == "active"))
    |> Enum.group_by(& &1.user_id)
    |> Enum.map(fn {user, rows} -> {user, length(rows), Enum.reduce(rows, 0, &(&1.amount + &2))} end)
    |> length()
  end)
end
