; A chat room: whoever is in it hears what the others say. The room watches its guests, so it notices when one is gone without a word.

(defn tell-all [guests text]
  (doseq [guest (keys guests)]
    (send guest {:heard text})))

(defactor room [guests]                          ; pid -> name
  (receive
    {:join guest name} ->
      (do (monitor guest)
          (tell-all guests (str name " joins"))
          (recur (assoc guests guest name)))
    {:say guest text} ->
      (do (tell-all (dissoc guests guest) (str (guests guest) ": " text))
          (recur guests))
    {:goodbye guest} -> (send guest :leave)
    {:exit guest _} ->
      (let [others (dissoc guests guest)]
        (tell-all others (str (guests guest) " has left"))
        (recur others))))

; A guest gives all it has heard to a friend when it leaves.
(defactor guest [heard friend]
  (receive
    {:heard text} -> (recur (conj heard text) friend)
    :leave -> :stop)
  (terminate [_] (send friend heard)))

(def lobby (spawn room {}))
(def me (self))
(def ada (spawn guest [] me))
(def grace (spawn guest [] me))

(send lobby {:join ada "Ada"})
(send lobby {:join grace "Grace"})
(send lobby {:join me "The host"})
(send lobby {:say ada "Is it weaving algebra?"})
(send lobby {:say grace "It compiles!"})

(send lobby {:goodbye ada})
(println "Ada heard:" (receive-all [ada] first))

; The program is a guest too: it hears when the room has noticed.
(receive {:heard "Ada has left"} -> (send lobby {:goodbye grace}))
(println "Grace heard:" (receive-all [grace] first))
