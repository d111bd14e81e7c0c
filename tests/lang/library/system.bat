; a file is written, added to, read
(let [f (fs/temp-file)]
  [(= f (fs/write f "a\n")) (fs/read (fs/append f [1 "b"])) (fs/size f) (fs/exists? f) (fs/delete f) (fs/exists? f) (fs/delete f)])
;=> [true "a\n[1 b]" 7 true true false false]

; bytes
(let [f (fs/write (fs/temp-file) (str/utf8 "é"))] [(fs/read-bytes f) (fs/read f)])
;=> [#<bytes c3a9> "é"]

; folders
(let [d (fs/temp-dir {:prefix "batuta-"})
      _ (fs/make-dir (fs/path d "b" "c"))
      _ (fs/write (fs/path d "b" "c" "x.txt") "x")
      _ (fs/write (fs/path d "a.bat") "")
      below (fn [paths] (mapv (fn [p] (fs/relative d p)) paths))]
  [(fs/list d) (below (fs/walk d)) (below (fs/glob d "**/*.{txt,bat}")) (below (fs/glob d "*")) (below (fs/glob d "b/?/x*"))
   (:kind (fs/stat (fs/path d "b"))) (fs/directory? d) (fs/file? d) (fs/delete-tree d) (fs/exists? d)])
;=> [["a.bat" "b"] ["a.bat" "b" "b/c" "b/c/x.txt"] ["a.bat" "b/c/x.txt"] ["a.bat" "b"] ["b/c/x.txt"] :directory true false true false]

; links
(let [d (fs/temp-dir) f (fs/write (fs/path d "f") "x") l (fs/link f (fs/path d "l"))]
  [(fs/link? l) (fs/read l) (= f (fs/read-link l)) (= (fs/real-path f) (fs/real-path l)) (:kind (fs/stat l))])
;=> [true "x" true true :file]

; copy and move
(let [d (fs/temp-dir) a (fs/write (fs/path d "a") "x") b (fs/copy a (fs/path d "b")) c (fs/move a (fs/path d "c"))]
  [(fs/list d) (fs/read b) (fs/read c)])
;=> [["b" "c"] "x" "x"]

; what is not there
[(fs/stat "/no/such") (fs/size "/no/such") (fs/file? "/no/such") (fs/delete-tree "/no/such")]
;=> [nil nil false false]

; reading what is not there
(fs/read "/no/such")
;err> Cannot read "/no/such": there is no such file or folder

; writing where nothing can be
(fs/write "/no/such/file" "x")
;err> Cannot write "/no/such/file": there is no such file or folder

; deleting a folder that is not empty
(let [d (fs/temp-dir)] (fs/write (fs/path d "a") "") (fs/delete d))
;err> Cannot write

; paths
[(fs/path "a" "/b/" "c") (fs/path "/" "a") (fs/parent "/a") (fs/parent "a") (fs/parent "/a/b/") (fs/file-name "/a/b/") (fs/file-name "/")]
;=> ["a/b/c" "/a" "/" nil "/a" "b" "/"]

; extensions
(map fs/extension ["a.txt" "a/b.tar.gz" ".profile" "a.b/c" "a."])
;=> ("txt" "gz" nil nil "")

; normal and relative paths
[(map fs/normalize ["a/./b/../c" "/../a" "../a/.." "" "/"]) (fs/relative "/a/b" "/a/b") (fs/relative "/a/b" "/c") (fs/absolute "/a/./b")]
;=> [("a/c" "/a" ".." "." "/") "." "../../c" "/a/b"]

; a file of lines
(let [f (fs/write (fs/temp-file) "a\nbb\r\n\nc")] [(line-seq f) (->> (line-seq f) (filter seq) (map count))])
;=> [("a" "bb" "" "c") (1 2 1)]

; an empty file has no lines
(line-seq (fs/temp-file))
;=> nil

; lines of a file that is not there
(line-seq "/no/such")
;err> Cannot read "/no/such"

; many lines; long
(let [f (fs/temp-file)]
  (fs/write f (str/join "\n" (map (fn [i] (str "line " i)) (range 50000))))
  (let [lines (line-seq f)]
    [(count lines) (last lines) (nth lines 12345) (first lines)]))
;=> [50000 "line 49999" "line 12345" "line 0"]

; lines of a reader
(with-in-str "a\nb" (doall (line-seq *in*)))
;=> ("a" "b")

; a program
(process/run "sh" ["-c" "cat; echo oops >&2; exit 3"] {:in "hello"})
;=> {:status 3 :out "hello" :err "oops\n"}

; its arguments are what they are, its environment and folder as wished
[(process/text "printf" ["%s|%s" "a b" "$HOME"])
 (process/text "sh" ["-c" "echo $GREETING; pwd"] {:env {:GREETING "hi"} :dir "/"})]
;=> ["a b|$HOME" "hi\n/"]

; bytes
(:out (process/run "printf" ["\\303\\251"] {:out :bytes}))
;=> #<bytes c3a9>

; big input and output
(count (:out (process/run "cat" [] {:in (str/repeat "x" 1000000)})))
;=> 1000000

; a program that does not read its input
(:status (process/run "true" [] {:in (str/repeat "x" 1000000)}))
;=> 0

; a program that takes too long
(let [{:keys [signal]} (process/run "sleep" ["5"] {:timeout 20})] signal)
;=> "SIGKILL"

; programs run side by side
(let [start (clock-ms) all (mapv (fn [_] (process/start "sleep" ["0.1"])) (range 5))]
  [(mapv (fn [p] (:status @p)) all) (< (- (clock-ms) start) 400)])
;=> [[0 0 0 0 0] true]

; a program that is stopped
(let [p (process/start "sleep" ["5"])] (process/kill p :sigint) (:signal @p))
;=> "SIGINT"

; no such program
(process/run "no-such-program-here")
;err> Cannot run "no-such-program-here": there is no such program or folder

; a program that fails
(process/text "sh" ["-c" "echo broken >&2; exit 3"])
;err> "sh" ended with status 3: broken

; the environment
[(env/get "HOME") (env/get "NOBODY") (env/get "NOBODY" 1) (env/all) (env/args) (env/system)]
;=> ["/home/somebody" nil 1 {"HOME" "/home/somebody"} nil :linux]

; graphemes
(map count (str/graphemes "e\u0301👩‍👩‍👧x"))
;=> (2 5 1)

; a program whose lines are messages
(def p (process/start "sh" ["-c" "printf 'a\\nb\\r\\nc'; echo oops >&2; exit 3"] {:to (self)}))
(def messages (doall (repeatedly 5 (fn [] (receive m -> m)))))
[(filter :out messages) (filter :err messages) (last messages) @p]
;=> [({:out "a"} {:out "b"} {:out "c"}) ({:err "oops"}) {:end 3} {:status 3 :out "" :err ""}]

; letters that come in pieces
(process/start "sh" ["-c" "printf '\\303'; sleep 0.1; printf '\\251\\n'"] {:to (self)})
[(receive m -> m) (receive m -> m)]
;=> [{:out "é"} {:end 0}]

; lines for an actor, or all output at the end
(process/start "true" [] {:to (self) :out :bytes})
;err> needs :to or :out, not both

; lines for nobody
(process/start "true" [] {:to 5})
;err> needs a pid or a registered name as :to, got 5

; memory, as portable code asks for it
(let [runtime (Runtime/getRuntime)]
  [(System/gc) (- (.totalMemory runtime) (.freeMemory runtime)) (.gc runtime) (.availableProcessors runtime)])
;=> [nil 30 nil 2]
