#!/usr/bin/env batuta
; A script: make it executable, put batuta on the PATH, and run it as ./examples/greet.bat Ada Grace

(def names (or (seq *command-line-args*) ["world"]))

(doseq [name names]
  (println (str "Hello, " name "!")))
