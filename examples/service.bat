#!/usr/bin/env batuta
; A service that heals itself. It takes numbers apart: a web server asks a cache first, then a pool of workers; a supervisor starts all
; of them, and starts again whatever crashes.
; Usage: batuta examples/service.bat [PORT]
;
;   curl localhost:8080/factors/360        the answer, from the cache the second time
;   curl localhost:8080/factors/many       crashes a worker; the next request finds another one in its place
;   curl localhost:8080/health             who is there
;   curl -X DELETE localhost:8080/cache    kills the cache; DELETE /web the web server. Both come back.

;; ---- the workers: a pool, which others know as a group ----------------------------------------------------------------

(defn factors [n]
  (loop [left n, factor 2, found []]
    (cond
      (= left 1) -> found
      (> (* factor factor) left) -> (conj found left)
      (zero? (rem left factor)) -> (recur (quot left factor) factor (conj found factor))
      :else -> (recur left (inc factor) found))))

(defactor worker []
  (init [] (join :workers))
  (receive {:factors text} -> (factors (parse-int text))))

(defsupervisor pool
  :strategy :one-for-one
  :max-restarts 20
  :children (mapv (fn [i] {:id i :start (fn [] (spawn worker))}) (range 4)))

;; ---- the cache --------------------------------------------------------------------------------------------------------

(defactor cache [entries]
  (receive
    {:get key} -> (get entries key)
    {:put key value} -> (recur (assoc entries key value))
    :size -> (count entries)))

;; ---- the web server: every request is an actor of its own --------------------------------------------------------------

(defn cached-factors [text]
  (or (call :cache {:get text})
      (let [found (call (rand-nth (members :workers)) {:factors text})]
        (send :cache {:put text found})
        found)))

(defn handle [{:keys [method segments]}]
  (match [method segments]
    [:get ["factors" text]] -> {:json {:number text :factors (cached-factors text)}}
    [:get ["health"]] -> {:json {:workers (count (members :workers)) :cached (call :cache :size)}}
    [:delete [(or "cache" "web")]] -> (do (kill (keyword (first segments))) "killed\n")
    _ -> nil))

; The server belongs to this actor and stops with it.
(defactor web [port]
  (init []
    (println "Listening on" (http/url (http/serve handle {:port port})))
    port)
  (receive _ -> :ok))

;; ---- all together -----------------------------------------------------------------------------------------------------

(def port (parse-int (or (first *command-line-args*) "8080")))

(defsupervisor service
  :strategy :one-for-one
  :children [{:id :cache :start (spawn-with {:name :cache} cache {})}
             {:id :pool :start (spawn pool) :type :supervisor}
             {:id :web :start (spawn-with {:name :web} web port)}])

(println "The service has given up:" (await-exit (start-supervisor service)))
(exit 1)
