/**
 * Random programs of actors, and what they must do.
 * In: steps, each a command for one of some actors. Out: the text of a Batuta program that lets actors ("puppets") carry them out and
 * gives a report as its value; how a report differs from what a simple model does.
 * After each step the program waits until everything has settled, so the model may do one thing after the other. In bursts several
 * puppets send at the same time; the report has the messages of each sender apart, since only their order is promised.
 * The program uses nothing but the language, so it can be run anywhere: here, by the executable, on several workers.
 * @module
 */
import fc from "fast-check";

/** What a puppet does. Numbers are puppets; names are `:n0`, `:n1`. */
export type Command =
  | readonly ["send", number, number]
  | readonly ["send-name", string, number]
  | readonly ["ask", number, number]
  | readonly ["link", number]
  | readonly ["unlink", number]
  | readonly ["monitor", number]
  | readonly ["demonitor"]
  | readonly ["trap", boolean]
  | readonly ["spawn", boolean, boolean]
  | readonly ["stop", number, string]
  | readonly ["kill", number]
  | readonly ["register", string, number]
  | readonly ["unregister", string]
  | readonly ["whereis", string]
  | readonly ["alive", number]
  | readonly ["fail", number]
  | readonly ["finish"]
  /** Goes on on another worker, if it is where it was made and there are several. */
  | readonly ["move", number];

export type Step = { readonly who: number; readonly does: Command } | {
  /** Who sends what to whom, all at once. */
  readonly burst: readonly { readonly who: number; readonly to: readonly number[] }[];
};

/** Puppets that are there at the beginning. */
const FIRST = 4;
const NAMES = [":n0", ":n1"];

const puppet = fc.nat(FIRST + 2);
const name = fc.constantFrom(...NAMES);
const serial = fc.nat(99);

function command(): fc.Arbitrary<Command> {
  const c = <T extends unknown[]>(...parts: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.tuple<T>(...parts);
  const is = <T extends string>(what: T) => fc.constant(what);
  return fc.oneof(
    c(is("send"), puppet, serial),
    c(is("send-name"), name, serial),
    c(is("ask"), puppet, serial),
    { weight: 3, arbitrary: c(is("link"), puppet) },
    c(is("unlink"), puppet),
    { weight: 2, arbitrary: c(is("monitor"), puppet) },
    c(is("demonitor")),
    { weight: 2, arbitrary: c(is("trap"), fc.boolean()) },
    c(is("spawn"), fc.boolean(), fc.boolean()),
    c(is("stop"), puppet, fc.constantFrom(":shutdown", ":normal", ":enough")),
    c(is("kill"), puppet),
    c(is("register"), name, puppet),
    c(is("unregister"), name),
    c(is("whereis"), name),
    c(is("alive"), puppet),
    c(is("fail"), serial),
    c(is("finish")),
    { weight: 2, arbitrary: c(is("move"), fc.nat(3)) },
  ) as fc.Arbitrary<Command>; // the tuples above, which TypeScript widens
}

/** Programs of some steps. */
export function programs(minLength: number, maxLength: number): fc.Arbitrary<Step[]> {
  const burst = fc.array(fc.record({ who: puppet, to: fc.array(puppet, { minLength: 1, maxLength: 6 }) }), {
    minLength: 2,
    maxLength: 4,
  });
  return fc.array(
    fc.oneof(
      { weight: 9, arbitrary: fc.record({ who: puppet, does: command() }) },
      { weight: 1, arbitrary: fc.record({ burst }) },
    ),
    { minLength, maxLength, size: "max" },
  );
}

// ---- the program

const PRELUDE = `
(def main (self))
(def pids (atom []))

(defn plain [reason] (if (map? reason) (str "failed " (:n (:data reason))) (str reason)))

(defn attempt [f] (try (f) (catch Exception e [:refused (:error (ex-data e))])))

(declare puppet careful)

;; Where the nth puppet starts.
(defn where [n] {:worker (inc (mod n workers))})
(defn start [kind n] (spawn-with (where n) kind n []))
(defn start-linked [kind n] (spawn-with (assoc (where n) :link true) kind n []))

(defn perform [i what a b watches]
  (let [note (fn [x] (send main {:log i [:own x]}))
        given (match what
          :send -> (send a {:msg i b})
          :send-name -> (send a {:msg i b})
          :ask -> (note [:answer (attempt (fn [] (call a {:ask i b})))])
          :link -> (link a)
          :unlink -> (unlink a)
          :trap -> (trap-exit a)
          :move -> (when (> workers 1) (#'batuta.core/-move-to (inc (mod a workers))))
          :stop -> (stop a b)
          :kill -> (kill a)
          :register -> (note [:register (attempt (fn [] (register a b)))])
          :unregister -> (note [:unregister (unregister a)])
          :whereis -> (note [:whereis (whereis a)])
          :alive -> (note [:alive (alive? a)])
          :fail -> (throw (ex-info "failed" {:n a}))
          _ -> nil)]
    (match what
      :finish -> :stop
      :monitor -> (conj watches (monitor a))
      :demonitor -> (if (empty? watches) watches (do (demonitor (peek watches)) (pop watches)))
      :spawn -> (let [[linked kind n] a] (send main {:spawned n (if linked (start-linked kind n) (start kind n))}) watches)
      :burst -> (do (doseq [[to n] a] (send to {:msg i n})) watches)
      _ -> watches)))

(defactor puppet [i watches]
  (receive [:do what a b] -> (let [after (perform i what a b watches)] (if (= after :stop) :stop (recur i after)))
           {:ask from n} -> (do (send main {:log i {:asked from n}}) (reply (inc n)) (recur i watches))
           m -> (do (send main {:log i m}) (recur i watches))))

(defactor careful [i watches]
  (receive [:do what a b] -> (let [after (perform i what a b watches)] (if (= after :stop) :stop (recur i after)))
           {:ask from n} -> (do (send main {:log i {:asked from n}}) (reply (inc n)) (recur i watches))
           m -> (do (send main {:log i m}) (recur i watches)))
  (terminate [reason] (send main {:log i [:own [:terminated (plain reason)]]})))

(defn puppets-so-far []
  (receive-timeout 0 {:spawned n pid} -> (do (swap! pids assoc n pid) (puppets-so-far)) timeout -> nil))

(defn index [pid] (first (keep-indexed (fn [i p] (when (and p (= p pid)) i)) @pids)))

(defn shown [x] (if (pid? x) (index x) (if (vector? x) (mapv shown x) x)))

(defn entry [m]
  (match m
    {:msg from n} -> [from (str "msg " n)]
    {:asked from n} -> [from (str "ask " n)]
    {:exit pid reason} -> [(index pid) (str "exit " (plain reason))]
    [:own x] -> ["self" (pr-str (shown x))]))

(defn logs [all] (receive-timeout 0 {:log i m} -> (logs (conj all (into [i] (entry m)))) timeout -> all))

(defn pid [i] (get @pids i))

(def aimed #{:send :ask :link :unlink :monitor :stop :kill :alive})

(defn order [who what a b]
  (let [to (pid who)
        a (if (contains? aimed what) (pid a) a)
        b (if (= what :register) (pid b) b)]
    (when (and to (or a (not (contains? aimed what))) (or b (not= what :register))) (send to [:do what a b]))))

(defn burst [n orders]
  (doseq [[who to] orders]
    (order who :burst (vec (keep-indexed (fn [k i] (when (pid i) [(pid i) (+ (* 1000 n) k)])) to)) nil)))

(defn run-step [n [who what a b]]
  (match what
    :burst -> (burst n who)
    :spawn -> (do (swap! pids conj nil)
                  (order who :spawn [a (if b careful puppet) (dec (count @pids))] nil))
    _ -> (order who what a b)))
`;

/** A step as `run-step` takes it. */
function stepText(step: Step): string {
  if ("burst" in step) return `[[${step.burst.map(({ who, to }) => `[${who} [${to.join(" ")}]]`).join(" ")}] :burst]`;
  const [what, ...rest] = step.does;
  return `[${[step.who, `:${what}`, ...rest].join(" ")}]`;
}

/**
 * The program; `settle` is a form that waits until everything has come to rest. With `workers`, puppets start on one after the other of
 * so many, and some move to another when they spawn, link or watch.
 */
export function programText(steps: readonly Step[], settle: string, workers = 1): string {
  return `(def workers ${workers})
${PRELUDE}
(reset! pids (vec (concat (map #(start puppet %) (range ${FIRST - 1})) [(start careful ${FIRST - 1})])))
${settle}
(dorun (map-indexed (fn [n step] (run-step n step) ${settle} (puppets-so-far)) '[${steps.map(stepText).join("\n  ")}]))
(def all (group-by (fn [[i from text]] [i from]) (logs [])))
(def ends (mapv (fn [p] (if (nil? p) "never" (if (alive? p) "alive" (plain (await-exit p))))) @pids))
(def holders (mapv (fn [n] (shown (whereis n))) [${NAMES.join(" ")}]))
(def report (str/join "\\n" (concat (map-indexed (fn [i e] (str i " " e)) ends)
                        [(pr-str holders)]
                        (sort (map (fn [[[i from] entries]] (str i " from " from ": " (str/join ", " (map peek entries)))) all)))))
;; The next program finds nothing of this one.
(run! (fn [p] (when p (kill p))) @pids)
${settle}
report`;
}

// ---- the model

interface Puppet {
  readonly careful: boolean;
  /** Why it has ended; null while it lives. */
  reason: string | null;
  traps: boolean;
  readonly links: Set<number>;
  /** The step at which it ended, and its links by then. */
  endedAt: number;
  linksAtEnd: readonly number[];
  /** Whom it watches, the latest last; null: told. */
  watches: { target: number; over: boolean }[];
}

/** What a puppet has logged. */
interface Entry {
  readonly text: string;
  /** The step at which it did. */
  readonly at: number;
  /** It may be missing: a notice of an end that is on its way to a puppet which ends too. */
  optional: boolean;
}

/** How a report differs from what the program had to do, or null. */
export function difference(steps: readonly Step[], report: string): string | null {
  const { ends, holders, logs } = outcome(steps);
  const lines = report.split("\n");
  const given = new Map(lines.slice(ends.length + 1).map((line) => line.split(": ", 2) as [string, string]));
  for (const [i, wanted] of [...ends, holders].entries()) {
    if (lines[i] !== wanted) return `${lines[i]} instead of ${wanted}`;
  }
  for (const key of new Set([...logs.keys(), ...given.keys()])) {
    const entries = given.get(key)?.split(", ") ?? [];
    const wanted = logs.get(key) ?? [];
    let at = 0;
    for (const { text, optional } of wanted) {
      if (entries[at] === text) at++;
      else if (!optional) {
        return `${key}: ${entries.join(", ")}\n  instead of ${wanted.map(({ text }) => text).join(", ")}`;
      }
    }
    if (at < entries.length) return `${key}: ${entries.slice(at).join(", ")}\n  too much`;
  }
  return null;
}

interface Outcome {
  /** For each puppet how it ended, if it did. */
  readonly ends: readonly string[];
  /** Who has the names. */
  readonly holders: string;
  /** What each puppet logged of each sender. */
  readonly logs: ReadonlyMap<string, readonly Entry[]>;
}

/** What a program must do. */
function outcome(steps: readonly Step[]): Outcome {
  const puppets: (Puppet | null)[] = [];
  const names = new Map<string, number>();
  const logs = new Map<string, Entry[]>();
  let now = 0;

  const alive = (i: number) => puppets[i]?.reason === null;
  const make = (careful: boolean): Puppet => ({
    careful,
    reason: null,
    traps: false,
    links: new Set(),
    endedAt: -1,
    linksAtEnd: [],
    watches: [],
  });
  const log = (i: number, from: number | string, text: string, optional = false) => {
    const key = `${i} from ${from}`;
    logs.set(key, [...logs.get(key) ?? [], { text, at: now, optional }]);
  };

  function signal(to: number, from: number, reason: string): void {
    const puppet = puppets[to];
    if (!alive(to)) return;
    if (puppet!.traps) log(to, from, `exit ${reason}`);
    else if (reason !== ":normal") end(to, reason);
  }

  function end(i: number, reason: string): void {
    const puppet = puppets[i];
    if (!puppet || puppet.reason !== null) return;
    if (puppet.careful && reason !== ":killed-now") log(i, "self", `[:terminated ${JSON.stringify(reason)}]`);
    puppet.reason = reason === ":killed-now" ? ":killed" : reason;
    puppet.endedAt = now;
    puppet.linksAtEnd = [...puppet.links];
    for (const [key, entries] of logs) {
      if (!key.startsWith(`${i} `)) continue;
      for (const entry of entries) if (entry.at === now && entry.text.startsWith("exit ")) entry.optional = true;
    }
    for (const [name, holder] of names) if (holder === i) names.delete(name);
    for (const other of puppet.links) {
      puppets[other]!.links.delete(i);
      signal(other, i, puppet.reason);
    }
    for (const [w, watcher] of puppets.entries()) {
      // Who ends in the same step may have been told before.
      const ends = watcher !== null && watcher.endedAt === now;
      if (watcher === null || (watcher.reason !== null && !ends)) continue;
      if (ends && watcher.traps && watcher.linksAtEnd.includes(i)) log(w, i, `exit ${puppet.reason}`, true);
      for (const watch of watcher.watches) {
        if (watch.target !== i || watch.over) continue;
        watch.over = true;
        log(w, i, `exit ${puppet.reason}`, ends);
      }
    }
  }

  function perform(i: number, puppet: Puppet, does: Command): void {
    const own = (text: string) => log(i, "self", text);
    const deliver = (to: number | undefined, text: string) => {
      if (to !== undefined && alive(to)) log(to, i, text);
    };
    switch (does[0]) {
      case "send":
        return deliver(does[1], `msg ${does[2]}`);
      case "send-name":
        return deliver(names.get(does[1]), `msg ${does[2]}`);
      case "ask":
        if (does[1] === i) return own("[:answer [:refused :calls-itself]]");
        if (!alive(does[1])) return own("[:answer [:refused :no-process]]");
        log(does[1], i, `ask ${does[2]}`);
        return own(`[:answer ${does[2] + 1}]`);
      case "link":
        if (does[1] === i) return;
        if (!alive(does[1])) return signal(i, does[1], ":no-process");
        puppet.links.add(does[1]);
        puppets[does[1]]!.links.add(i);
        return;
      case "unlink":
        puppet.links.delete(does[1]);
        puppets[does[1]]!.links.delete(i);
        return;
      case "monitor":
        puppet.watches.push({ target: does[1], over: !alive(does[1]) });
        if (!alive(does[1])) log(i, does[1], "exit :no-process");
        return;
      case "demonitor":
        puppet.watches.pop();
        return;
      case "trap":
        puppet.traps = does[1];
        return;
      case "spawn": {
        puppets[puppets.length - 1] = make(does[2]);
        if (!does[1]) return;
        puppet.links.add(puppets.length - 1);
        puppets[puppets.length - 1]!.links.add(i);
        return;
      }
      case "stop":
        return end(does[1], does[2]);
      case "kill":
        return end(does[1], ":killed-now");
      case "register": {
        const holder = names.get(does[1]);
        if (!alive(does[2])) return own("[:register [:refused :no-process]]");
        if (holder !== undefined && holder !== does[2]) return own("[:register [:refused :already-registered]]");
        names.set(does[1], does[2]);
        return own("[:register true]");
      }
      case "unregister":
        return own(`[:unregister ${names.delete(does[1])}]`);
      case "whereis":
        return own(`[:whereis ${names.get(does[1]) ?? "nil"}]`);
      case "alive":
        return own(`[:alive ${alive(does[1])}]`);
      case "fail":
        return end(i, `failed ${does[1]}`);
      case "move":
        return;
      case "finish":
        return end(i, ":normal");
    }
  }

  /** Whom a command is aimed at must have been there at some time. */
  function targetExists(does: Command): boolean {
    const [what, a, b] = does;
    if (what === "register") return !!puppets[b];
    return ["send", "ask", "link", "unlink", "monitor", "stop", "kill", "alive"].includes(what)
      ? !!puppets[a as number] // as `Command` says for these
      : true;
  }

  for (let i = 0; i < FIRST; i++) puppets.push(make(i === FIRST - 1));
  for (const [n, step] of steps.entries()) {
    now = n;
    if ("burst" in step) {
      for (const { who, to } of step.burst) {
        if (!alive(who)) continue;
        for (const [k, i] of to.entries()) if (alive(i)) log(i, who, `msg ${1000 * n + k}`);
      }
      continue;
    }
    if (step.does[0] === "spawn") puppets.push(null);
    const puppet = puppets[step.who];
    if (puppet && puppet.reason === null && targetExists(step.does)) perform(step.who, puppet, step.does);
  }
  const ends = puppets.map((puppet, i) => `${i} ${puppet === null ? "never" : puppet.reason ?? "alive"}`);
  const holders = `[${NAMES.map((name) => names.get(name) ?? "nil").join(" ")}]`;
  return { ends, holders, logs };
}
