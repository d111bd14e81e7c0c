#!/usr/bin/env batuta
;; Types: what is declared is checked before it runs. `batuta check --types examples/typed_account.bat` shows all of them.

(deftype Entry {:amount Int (optional :note) String})

(defprotocol Account
  (deposit :: [Int -> Unit])
  (withdraw :: [Int -> :ok | :too-little])
  (entries :: [-> [Entry]]))

(defn balance :: [[Entry] -> Int] [entries]
  (reduce + 0 (map :amount entries)))

(defactor account :: Account [entries]
  (receive
    {:deposit amount} -> (recur (conj entries {:amount amount}))
    {:withdraw amount} ->
      (if (< (balance entries) amount)
        (do (reply :too-little) (recur entries))
        (do (reply :ok) (recur (conj entries {:amount (- amount) :note "withdrawn"}))))
    :entries -> entries))

(defn told :: [:ok | :too-little -> String] [answer]
  (match answer
    :ok -> "done"
    :too-little -> "not enough"))

(let [mine (spawn account [])]
  (send mine {:deposit 100})
  (println (told (call mine {:withdraw 30})))
  (println (told (call mine {:withdraw 300})))
  (println "balance:" (balance (call mine :entries))))
