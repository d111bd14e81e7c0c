; a function answers requests
(with-open [s (http/serve (fn [req] (str (:method req) " " (:path req))))]
  (mapv (fn [answer] [(:status answer) (:body answer)]) [(http/get (http/url s "/a/b")) (http/delete (http/url s))]))
;=> [[200 ":get /a/b"] [200 ":delete /"]]

; what a handler gets
(with-open [s (http/serve (fn [req] {:json (dissoc req :headers)}))]
  (:body (http/get (http/url s "/a%20b/c?x=1&y=2&x=3") {:as :json})))
;=> {"method" "get" "path" "/a%20b/c" "segments" ["a b" "c"] "query" {"x" ["1" "3"] "y" "2"} "body" nil "remote" "127.0.0.1"}

; headers go both ways, names in any case
(with-open [s (http/serve (fn [req] {:headers {"X-Answer" (get-in req [:headers "x-question"]) :x-count 7}}))]
  (let [{:keys [headers body]} (http/get (http/url s) {:headers {"X-Question" "why"}})]
    [(headers "x-answer") (headers "x-count") body]))
;=> ["why" "7" ""]

; a header several times
(with-open [s (http/serve (fn [_] {:headers {:set-cookie ["a=1" "b=2"]}}))]
  (get-in (http/get (http/url s)) [:headers "set-cookie"]))
;=> ["a=1" "b=2"]

; nothing is not there
(with-open [s (http/serve (fn [_] nil))] (select-keys (http/get (http/url s)) [:status :body]))
;=> {:status 404 :body "Not Found\n"}

; JSON both ways
(with-open [s (http/serve (fn [req] {:status 201 :json (update (json/parse (:body req) {:keywords true}) :n inc)}))]
  (select-keys (http/post (http/url s) {:json {:n 1} :as :json}) [:status :body]))
;=> {:status 201 :body {"n" 2}}

; Bytes both ways
(with-open [s (http/serve (fn [req] (:body req)))] (:body (http/put (http/url s) {:body (str/utf8 "é") :as :bytes})))
;=> #<bytes c3a9>

; parameters of a request
(with-open [s (http/serve (fn [req] {:json (:query req)}))]
  (:body (http/request {:url (http/url s "/?a=1") :query {:b "x y" "c" 3} :as :json})))
;=> {"a" "1" "b" "x y" "c" "3"}

; a body without end, taken as far as it is wanted
(with-open [s (http/serve (fn [_] {:body (map (fn [n] (str n "\n")) (range))}))]
  (->> (:body (http/get (http/url s) {:as :stream})) (take 2) (map count) (every? pos?)))
;=> true

; a body in chunks, sent and received; waiting between them
(with-open [s (http/serve (fn [req] {:body (map (fn [chunk] (str "<" (count chunk) ">")) (:body req))}) {:stream true})]
  (:body (http/post (http/url s) {:body (map (fn [n] (sleep 1) (str/repeat "x" n)) [3 5])})))
;~> ^"(<3><5>|<8>)"$

; who asks without a body has none, whatever the method
(with-open [s (http/serve (fn [req] (pr-str [(:method req) (:body req)])))]
  (mapv (fn [method] (:body (http/request {:url (http/url s) :method method}))) [:get :post :options "PURGE"]))
;=> ["[:get nil]" "[:post nil]" "[:options nil]" "[\"PURGE\" nil]"]

; a head without its body
(with-open [s (http/serve (fn [_] {:body (map str (range))}))] (select-keys (http/request {:url (http/url s) :method :head}) [:status :body]))
;=> {:status 200 :body ""}

; an empty body in chunks
(with-open [s (http/serve (fn [_] {:body ()}))] (:body (http/get (http/url s))))
;=> ""

; a slow handler holds up nobody
(with-open [s (http/serve (fn [req] (when (= "/slow" (:path req)) (sleep 300)) (:path req)))]
  (let [order (atom [])
        ask (fn [path] (future (swap! order conj (:body (http/get (http/url s path))))))
        slow (ask "/slow")]
    (sleep 20)
    @(ask "/fast")
    @slow
    @order))
;=> ["/fast" "/slow"]

; many requests at once
(with-open [s (http/serve (fn [req] (sleep 20) (:path req)))]
  (let [asked (map (fn [i] (str "/" i)) (range 200))]
    (= asked (map deref (mapv (fn [path] (future (:body (http/get (http/url s path))))) asked)))))
;=> true

; each request is an actor
(with-open [s (http/serve (fn [_] (str (self))))]
  (count (distinct (repeatedly 3 (fn [] (:body (http/get (http/url s))))))))
;=> 3

; a handler that fails says nothing of why
(with-open [s (http/serve (fn [_] (throw (ex-info "the password is 1234" {}))))] (select-keys (http/get (http/url s)) [:status :body]))
;=> {:status 500 :body "Internal Server Error\n"}

; one that gives what is no answer
(with-open [s (http/serve (fn [_] 5))] (:status (http/get (http/url s))))
;=> 500

; one that fails in the first chunk
(with-open [s (http/serve (fn [_] {:body (map (fn [_] (/ 1 0)) [1])}))] (:status (http/get (http/url s))))
;=> 500

; one that fails in a later chunk cuts the connection
(with-open [s (http/serve (fn [_] {:body (lazy-cat ["a"] [(/ 1 0)])}))] (http/get (http/url s)))
;err> The connection to http://127.0.0.1:

; a body that is too large
(with-open [s (http/serve (fn [_] "got it") {:max-body 10})]
  (mapv :status [(http/post (http/url s) {:body (str/repeat "x" 10)})
                 (http/post (http/url s) {:body (str/repeat "x" 11)})
                 (http/post (http/url s) {:body (map (fn [_] "xxx") (range 4))})]))
;=> [200 413 413]

; a streamed body that is too large
(with-open [s (http/serve (fn [req] (str (count (:body req)))) {:max-body 10 :stream true})]
  (:status (http/post (http/url s) {:body (map (fn [_] "xxx") (range 4))})))
;=> 413

; a handler that takes too long
(with-open [s (http/serve (fn [_] (sleep 2000) "late") {:timeout 30})] (:status (http/get (http/url s))))
;=> 503

; one that computes too long, while others are answered
(with-open [s (http/serve (fn [req] (if (= "/hog" (:path req)) (loop [] (recur)) "hi")) {:timeout 100})]
  (let [hog (future (:status (http/get (http/url s "/hog"))))]
    [(:body (http/get (http/url s))) @hog]))
;=> ["hi" 503]

; the actor of a client that has gone ends
(let [ended (promise)
      s (http/serve (fn [_] (let [me (self)] (spawn (fn [] (deliver ended (await-exit me))))) (sleep 5000) "late"))]
  (try (http/get (http/url s) {:timeout 50}) (catch Exception e (ex-code e)))
  (let [why (deref ended 5000 :nothing)]
    (http/stop s 0)
    why))
;=> :client-gone

; and so does the one that streams to it
(let [ended (promise)
      s (http/serve (fn [_] (let [me (self)] (spawn (fn [] (deliver ended (await-exit me)))))
                      {:body (map (fn [n] (sleep 5) (str n)) (iterate inc 0))}))
      asker (spawn (fn [] (doall (:body (http/get (http/url s) {:as :stream})))))]
  (sleep 100)
  (kill asker)
  (let [reason (deref ended 2000 :nothing)]
    (http/stop s 0)
    reason))
;=> :client-gone

; an actor answers requests
(defactor greeter [n] (receive {:request req} -> (do (reply (str (:path req) n)) (recur (inc n)))))
(with-open [s (http/serve (spawn greeter 0))]
  (mapv (fn [path] (:body (http/get (http/url s path)))) ["/a" "/b"]))
;=> ["/a0" "/b1"]

; a registered name answers requests, nobody answers them when it is free
(defactor answerer [] (receive {:request req} -> (reply "here")))
(def a (spawn answerer))
(register :web a)
(with-open [s (http/serve :web)]
  (let [before (:body (http/get (http/url s)))]
    (stop a)
    (await-exit a)
    [before (:status (http/get (http/url s)))]))
;=> ["here" 503]

; an actor that fails while it is asked
(defactor weak [] (receive {:request _} -> (throw "weak")))
(with-open [s (http/serve (spawn weak))] (:status (http/get (http/url s))))
;=> 500

; stopping lets what is under way come to its end
(let [s (http/serve (fn [_] (sleep 100) "done"))
      answer (future (:body (http/get (http/url s))))]
  (sleep 30)
  (http/stop s)
  [@answer (try (http/get (http/url s)) (catch Exception e (:error (ex-data e))))])
;=> ["done" :connection-refused]

; but not for ever
(let [s (http/serve (fn [_] (sleep 10000) "done"))
      answer (future (:status (http/get (http/url s))))]
  (sleep 30)
  (http/stop s 20)
  @answer)
;=> 503

; a server is a future of its end
(let [s (http/serve (fn [_] "hi"))
      ended (future @s :ended)]
  (http/stop s)
  [@ended (http/stop s) (str s)])
;~> ^\[:ended :ok "#<server http://127.0.0.1:\d+ stopped>"\]$

; a request can stop its own server
(def server (atom nil))
(reset! server (http/serve (fn [_] (http/stop @server) "bye")))
[(:body (http/get (http/url @server))) @@server]
;=> ["bye" nil]

; a server goes with the actor that started it, and the next can have its port at once
(defactor web [port] (init [] (http/port (http/serve (fn [_] "hi") {:port port}))) (receive :port -> (do (reply port) (recur port))))
(def first-one (spawn web 0))
(def port (call first-one :port))
(kill first-one)
(def second-one (spawn web port))
[(= port (call second-one :port)) (:body (http/get (str "http://127.0.0.1:" port)))]
;=> [true "hi"]

; a handler sees a new definition at once
(defn handler [_] "old")
(def s (http/serve #'handler))
(def before (:body (http/get (http/url s))))
(defn handler [_] "new")
[before (:body (http/get (http/url s))) (http/stop s)]
;=> ["old" "new" :ok]

; redirections are followed, or not
(with-open [s (http/serve (fn [req] (if (= "/new" (:path req)) "arrived" {:status 302 :headers {:location "/new"}})))]
  [(:body (http/get (http/url s))) (:status (http/get (http/url s) {:follow false}))])
;=> ["arrived" 302]

; waiting for an answer holds up nobody
(with-open [s (http/serve (fn [_] (sleep 200) "hi"))]
  (let [answer (future (:body (http/get (http/url s))))
        start (now-ms)]
    (sleep 1)
    [(< (- (now-ms) start) 150) @answer]))
;=> [true "hi"]

; errors have codes that programs match on
(defn code-of [url options] (try (http/get url options) (catch Exception e (:error (ex-data e)))))
(with-open [s (http/serve (fn [_] (sleep 300) "hi"))]
  [(code-of "http://127.0.0.1:2" {}) (code-of "http://no-such-host.invalid" {}) (code-of "ftp://example.org" {}) (code-of "" {})
   (code-of (http/url s) {:timeout 20}) (code-of (str "https://127.0.0.1:" (http/port s)) {})])
;=> [:connection-refused :host-not-found :bad-url :bad-url :http-timeout :tls-failed]

; a JSON answer that is none
(with-open [s (http/serve (fn [_] "{"))] (http/get (http/url s) {:as :json}))
;err> json-syntax

; what handlers give, without a server
(map (comp (juxt :status :body) http/response) [nil "a" {} {:status 204} {:json [1 nil]} {:body ["a" "b"]}])
;=> ([404 "Not Found\n"] [200 "a"] [200 nil] [204 nil] [200 "[1,null]"] [200 ["a" "b"]])

; answers that are none
(map (fn [x] (try (http/response x) (catch Exception e (ex-message e))))
     [5 {:staus 200} {:status 99} {:status 204 :body "x"} {:body 5} {:body "" :json 1} {:headers {"a b" "x"}} {:headers {:a "x\r\nb: y"}}])
;=> ("5 does not answer a request: it is neither a map nor a string, Bytes or nil" "{:staus 200} does not answer a request: it has no field :staus" "{:status 99} does not answer a request: :status must be a number from 200 to 599" "{:status 204 :body \"x\"} does not answer a request: an answer with status 204 has no body" "{:body 5} does not answer a request: :body must be a string, Bytes, a sequence of these or nil, got 5" "{:body \"\" :json 1} does not answer a request: it has :body and :json" "{:headers {\"a b\" \"x\"}} does not answer a request: a header cannot have the name a b" "{:headers {:a \"x\\r\\nb: y\"}} does not answer a request: the header a has characters that cannot be sent")

; a handler that is none
(http/serve 5)
;err> `http/serve` needs a function of a request, or an actor, got 5

; a port that is none
(http/serve (fn [_] "hi") {:port 70000})
;err> `http/serve` needs a number from 0 to 65535 as :port, got 70000

; an option that is none
(http/serve (fn [_] "hi") {:prot 1})
;err> `http/serve` needs one of :port :host :max-body :timeout :stream, got :prot

; a port that is taken
(with-open [s (http/serve (fn [_] "hi"))] (http/serve (fn [_] "hi") {:port (http/port s)}))
;err> Another program or server listens on port

; a host that is not here
(http/serve (fn [_] "hi") {:host "no-such-host.invalid"})
;err> Cannot listen on port 0 of no-such-host.invalid

; a server that is none
(http/stop 5)
;err> `http/stop` needs what `http/serve` gives, got 5
