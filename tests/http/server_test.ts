/** Servers from outside: programs that serve, and clients that are not Batuta's. */
import assert from "node:assert/strict";
import { serving } from "./serving.ts";

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function textOf(url: string, init?: RequestInit): Promise<string> {
  return await (await fetch(url, init)).text();
}

/** Writes to a port as it is; the first of what comes back. */
async function raw(port: number, text: string): Promise<string> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(text));
  const answer = new Uint8Array(1_000);
  const count = await connection.read(answer);
  connection.close();
  return new TextDecoder().decode(answer.subarray(0, count ?? 0));
}

Deno.test("a server keeps its program alive; Ctrl-C lets it finish what it has begun", async () => {
  const code =
    '(def s (http/serve (fn [_] (println "begun") (sleep 100) "done"))) (println (http/url s)) (spawn (fn [] @s (println "ended"))) nil';
  let answer = "";
  const end = await serving(["-e", code], async ({ url, signal, line }) => {
    assert.equal(await line(), "nil");
    const asked = textOf(url);
    assert.equal(await line(), "begun");
    signal("SIGINT");
    answer = await asked;
  });
  assert.equal(answer, "done");
  assert.deepEqual(end, { status: 130, out: "ended\n", err: "" });
});

Deno.test("SIGTERM ends a program that waits for its server, too", async () => {
  const code = '(def s (http/serve (fn [_] "hi"))) (println (http/url s)) @s (println "after")';
  const end = await serving(["-e", code], async ({ url, signal }) => {
    assert.equal(await textOf(url), "hi");
    signal("SIGTERM");
  });
  assert.equal(end.status, 143);
  assert.equal(end.err, "");
});

Deno.test("a second Ctrl-C waits for nothing", async () => {
  const code = '(def s (http/serve (fn [_] (println "begun") (sleep 60000) "late"))) (println (http/url s))';
  const start = performance.now();
  const end = await serving(["-e", code], async ({ url, signal, line }) => {
    assert.equal(await line(), "nil");
    const asked = textOf(url).catch(() => "cut");
    assert.equal(await line(), "begun");
    signal("SIGINT");
    await sleep(100);
    signal("SIGINT");
    assert.equal(await asked, "cut");
  });
  assert.equal(end.status, 130);
  assert.ok(performance.now() - start < 5_000);
});

Deno.test("a program ends when its server is stopped", async () => {
  const code = `(declare s)
    (def s (http/serve (fn [req] (when (= ["stop"] (:segments req)) (spawn (fn [] (http/stop s)))) "hi")))
    (println (http/url s))`;
  const end = await serving(["-e", code], async ({ url }) => {
    assert.equal(await textOf(`${url}/stop`), "hi");
  });
  assert.deepEqual(end, { status: 0, out: "nil\n", err: "" });
});

Deno.test("a handler that fails is reported with its request and its place; the client hears nothing of it", async () => {
  const code = "(def s (http/serve (fn [req] (/ 1 0)))) (println (http/url s))";
  const end = await serving(["-e", code], async ({ url, signal }) => {
    const response = await fetch(`${url}/some/path?token=secret`);
    assert.deepEqual([response.status, await response.text()], [500, "Internal Server Error\n"]);
    signal("SIGINT");
  });
  assert.match(end.err, /^error\[divide-by-zero\]: Divide by zero\n +--> <-e>:1:30\n/);
  assert.match(end.err, /This ended the actor #actor<[\d.]+> \(GET \/some\/path\)\n/);
  assert.ok(!end.err.includes("secret"));
});

Deno.test("an answer that is none is reported", async () => {
  const end = await serving(
    ["-e", "(def s (http/serve (fn [_] {:staus 200}))) (println (http/url s))"],
    async ({ url, signal }) => {
      assert.equal((await fetch(url)).status, 500);
      signal("SIGINT");
      await sleep(0);
    },
  );
  assert.match(end.err, /^error\[bad-response\]: \{:staus 200\} does not answer a request: it has no field :staus\n/);
});

Deno.test("chunks are made as fast as the client takes them", async () => {
  const code = `(def made (atom 0))
    (def chunk (str/repeat "x" 100000))
    (def s (http/serve (fn [req] (if (= "/made" (:path req)) (str @made)
                                   {:body (iterate (fn [c] (swap! made inc) c) chunk)}))))
    (println (http/url s))`;
  await serving(["-e", code], async ({ url, signal }) => {
    const { body } = await fetch(url);
    const reader = body!.getReader(); // the answer has a body
    await reader.read();
    await sleep(300);
    const made = Number(await textOf(`${url}/made`));
    await sleep(200);
    assert.equal(Number(await textOf(`${url}/made`)), made);
    // What fits into the buffers of the two systems.
    assert.ok(made < 300, `${made} chunks were made`);
    await reader.cancel();
    signal("SIGINT");
  });
});

Deno.test("what the client sends is taken as fast as the handler reads", async () => {
  const code =
    `(def s (http/serve (fn [req] (let [[head] (:body req)] (sleep 300) (str (pos? (count head))))) {:stream true :max-body :infinity}))
    (println (http/url s))`;
  await serving(["-e", code], async ({ url, signal }) => {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent++;
        controller.enqueue(new Uint8Array(100_000));
      },
    }, { highWaterMark: 0 });
    const response = await fetch(url, { method: "POST", body });
    assert.equal(await response.text(), "true");
    assert.ok(sent < 300, `${sent} chunks were sent`);
    signal("SIGINT");
  });
});

Deno.test("what is no request is refused, and half a request does not hold up the end", async () => {
  const end = await serving(
    ["-e", '(def s (http/serve (fn [_] "hi"))) (println (http/url s))'],
    async ({ port, signal }) => {
      assert.match(await raw(port, "GARBAGE\r\n\r\n"), /^HTTP\/1\.1 400 /);
      assert.match(await raw(port, "GET / HTTP/1.1\r\nHost: [no name\r\n\r\n"), /^HTTP\/1\.1 400 /);
      assert.match(await raw(port, "GET /%zz/%C3?q=%zz HTTP/1.1\r\nHost: a\r\n\r\n"), /^HTTP\/1\.1 200 /);
      const half = await Deno.connect({ hostname: "127.0.0.1", port });
      await half.write(new TextEncoder().encode("GET / HT"));
      await sleep(50);
      signal("SIGINT");
      await sleep(0);
      half.close();
    },
  );
  assert.deepEqual([end.status, end.err], [130, ""]);
});

Deno.test("a body that is said to be too large is not waited for", async () => {
  await serving(
    ["-e", '(def s (http/serve (fn [_] "hi") {:max-body 10})) (println (http/url s))'],
    async ({ port, signal }) => {
      const answer = raw(port, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n");
      assert.match(await answer, /^HTTP\/1\.1 413 /);
      signal("SIGINT");
    },
  );
});

Deno.test("a body that never comes to its end is given up after the time limit", async () => {
  await serving(
    ["-e", '(def s (http/serve (fn [_] "hi") {:timeout 100})) (println (http/url s))'],
    async ({ port, signal }) => {
      const answer = raw(port, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 10\r\n\r\nabc");
      assert.match(await answer, /^HTTP\/1\.1 503 /);
      signal("SIGINT");
    },
  );
});

Deno.test("a client that goes away while it sends is no failure of the handler", async () => {
  const end = await serving(
    ["-e", '(def s (http/serve (fn [_] "hi"))) (println (http/url s))'],
    async ({ port, url, signal }) => {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      await connection.write(new TextEncoder().encode("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"));
      await sleep(50);
      connection.close();
      assert.equal(await textOf(url), "hi");
      await sleep(50);
      signal("SIGINT");
    },
  );
  assert.deepEqual([end.status, end.err], [130, ""]);
});

Deno.test("a thousand requests, fifty at a time", async () => {
  await serving(
    ["-e", "(def s (http/serve (fn [req] (sleep 1) (:path req)))) (println (http/url s))"],
    async ({ url, signal }) => {
      let next = 0;
      const ask = async () => {
        for (let i = next++; i < 1_000; i = next++) assert.equal(await textOf(`${url}/${i}`), `/${i}`);
      };
      await Promise.all(Array.from({ length: 50 }, ask));
      signal("SIGINT");
    },
  );
});

Deno.test("Ctrl-C ends a server on another worker", async () => {
  const code = `(send (spawn-with {:worker 2} (fn [] (receive from ->
    (let [s (http/serve (fn [_] (str "worker " (worker))))] (send from (http/url s)) (receive :never -> 1))))) (self))
  (println (receive url -> url))`;
  let answer = "";
  const end = await serving(["--workers", "2", "-e", code], async ({ url, signal }) => {
    answer = await textOf(url);
    signal("SIGINT");
  });
  assert.equal(answer, "worker 2");
  assert.equal(end.status, 130);
});
