;;; batuta-mode.el --- Programs of Batuta -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))

;;; Commentary:

;; Colours, indentation and a REPL for Batuta.  Put this file where Emacs finds it
;; and write into your init file:
;;
;;   (require 'batuta-mode)
;;
;; C-c C-z starts a REPL, C-x C-e evaluates the form before the cursor, C-c C-k the
;; whole buffer, C-c C-d documents a name, C-c C-f formats the buffer.  CIDER can
;; connect to a `batuta repl --listen PORT' beside it.

;;; Code:

(require 'comint)
(require 'lisp-mode)
(require 'seq)
(require 'thingatpt)

(defgroup batuta nil "Programs of Batuta." :group 'languages)

(defcustom batuta-program "batuta" "How Batuta is started." :type 'string)

(defvar batuta-mode-syntax-table
  (let ((table (copy-syntax-table lisp-mode-syntax-table)))
    (dolist (pair '((?\[ . "(]") (?\] . ")[") (?\{ . "(}") (?\} . "){")))
      (modify-syntax-entry (car pair) (cdr pair) table))
    (dolist (char '(?- ?_ ?? ?! ?* ?+ ?/ ?< ?> ?= ?& ?% ?: ?.))
      (modify-syntax-entry char "_" table))
    (modify-syntax-entry ?, " " table)
    (modify-syntax-entry ?| "_" table)
    (modify-syntax-entry ?# "_ p" table)
    (modify-syntax-entry ?~ "'" table)
    (modify-syntax-entry ?@ "'" table)
    (modify-syntax-entry ?^ "'" table)
    table)
  "What characters mean in Batuta.")

(defconst batuta-special
  '("ns" "require" "if" "if-not" "if-let" "if-some" "when" "when-not" "when-let" "when-some" "when-first" "unless" "cond" "condp"
    "case" "do" "let" "letfn" "loop" "recur" "fn" "quote" "var" "throw" "try" "catch" "finally" "match" "receive" "receive-timeout"
    "receive-with-priority" "for" "doseq" "dotimes" "while" "binding" "with-open" "query" "lazy-seq" "delay" "future" "comment"
    "spawn" "send" "call" "reply" "noreply" "from" "init" "terminate")
  "Words that are not functions.")

(defvar batuta-font-lock-keywords
  `(("(\\(def[^][ \t\n(){}\";]*\\)[ \t]+\\(?:\\^[^][ \t\n(){}\";]+[ \t]+\\)*\\([^][ \t\n(){}\";^]+\\)"
     (1 font-lock-keyword-face) (2 font-lock-function-name-face))
    (,(concat "(" (regexp-opt batuta-special t) "\\_>") 1 font-lock-keyword-face)
    ("[ \t]\\(->\\|::\\|when\\)[ \t\n]" 1 font-lock-builtin-face)
    ("\\_<\\(timeout\\)[ \t]+->" 1 font-lock-builtin-face)
    ("\\\\\\(?:newline\\|space\\|tab\\|return\\|backspace\\|formfeed\\|nul\\|u[[:xdigit:]]\\{4\\}\\|o[0-7]\\{1,3\\}\\|[^ \t\n]\\)" . font-lock-string-face)
    ("#_" . font-lock-comment-delimiter-face)
    ("::?[^][ \t\n(){}\";,@~^`]+" . font-lock-constant-face)
    ("\\_<\\(nil\\|true\\|false\\)\\_>" . font-lock-constant-face))
  "Colours of Batuta.")

(defconst batuta-syntax-propertize
  ;; A shebang is a comment.
  (syntax-propertize-rules ("\\`\\(#\\)!" (1 "<")))
  "What characters mean at certain places.")

(defconst batuta-methods
  '("defprotocol" "definterface" "defrecord" "deftype" "defactor" "extend-protocol" "extend-type" "reify" "proxy")
  "Words around functions without a word of their own.")

(defconst batuta-bodies
  '((0 "do" "try" "finally" "comment" "delay" "future" "lazy-seq" "with-out-str" "cond" "receive" "receive-with-priority" "reify")
    (1 "if" "if-not" "when" "when-not" "unless" "while" "testing" "ns" "doto" "let" "loop" "binding" "for" "doseq" "dotimes" "query"
     "with" "with-open" "with-redefs" "if-let" "if-some" "when-let" "when-some" "when-first" "letfn" "case" "match" "cond->" "cond->>"
     "receive-timeout" "extend-protocol" "extend-type")
    (2 "catch" "are" "do-template" "as->" "condp" "proxy" "multi*")
    (defn "fn" "bound-fn"))
  "How many arguments stand before the body of a word; `defn': all is body.")

(defun batuta--rule (head)
  "How many arguments stand before the body of HEAD; nil: a plain call."
  (let ((name (replace-regexp-in-string "\\`.+/\\(.\\)" "\\1" head)))
    (or (car (seq-find (lambda (row) (member name (cdr row))) batuta-bodies))
        (and (string-match-p "\\`\\(?:def\\|with-.\\)" name)
             (not (string-match-p "\\`\\(?:def\\(?:ault\\|late\\|erred\\)\\|with-meta\\|with-columns\\)" name))
             'defn))))

(defun batuta--head (open)
  "The word that begins the list at OPEN; nil where the list is data."
  (save-excursion
    (goto-char open)
    (when (and (eq (char-after) ?\() (not (eq (char-before) ?')))
      (forward-char)
      (and (looking-at "[^][ \t\n(){}\";,@~^`'#\\0-9][^][ \t\n(){}\";,@~^`]*") (match-string-no-properties 0)))))

(defun batuta--arguments (open end)
  "Where the arguments of the list at OPEN begin, those before END."
  (save-excursion
    (goto-char (1+ open))
    (forward-sexp)
    (let (found)
      (while (progn (forward-comment (point-max)) (skip-chars-forward ", \t\n") (< (point) end))
        (if (looking-at-p "#_") (forward-char 2) (push (point) found))
        (forward-sexp))
      (nreverse found))))

(defun batuta--begins-line (place)
  "Whether nothing but space stands before PLACE in its line."
  (save-excursion (goto-char place) (skip-chars-backward " \t") (bolp)))

(defun batuta--column-of (place)
  "The column of PLACE."
  (save-excursion (goto-char place) (current-column)))

(defun batuta--in-methods (around)
  "Whether lists in the innermost bracket of AROUND are functions."
  (let ((head (and around (batuta--head (car around)))))
    (if (null head)
        (and (cadr around) (eq (char-after (car around)) ?\[) (equal (batuta--head (cadr around)) "letfn"))
      (member head batuta-methods))))

(defun batuta--after-arrow (line)
  "Whether the value of a clause begins at LINE, below its arrow."
  (save-excursion
    (goto-char line)
    (forward-comment (- (point-max)))
    (looking-back "[ \t]->" (line-beginning-position))))

(defun batuta--column-in (opens line)
  "The column of LINE in brackets at OPENS, the innermost first."
  (let* ((open (car opens)) (column (batuta--column-of open)) (head (batuta--head open))
         (rule (and head (or (batuta--rule head) (and (batuta--in-methods (cdr opens)) 'defn)))))
    (cond ((null head) (1+ column))
          ((eq rule 'defn) (+ 2 column))
          (t (let* ((args (batuta--arguments open line)) (body (and rule (nth rule args))))
               (+ (cond ((and rule (if body (batuta--begins-line body) (= (length args) rule))) (+ 2 column))
                        ((and args (not (batuta--begins-line (car args)))) (batuta--column-of (car args)))
                        (t (1+ column)))
                  (if (and rule (batuta--after-arrow line)) 2 0)))))))

(defun batuta--column ()
  "The column of this line; nil in a string."
  (save-excursion
    (beginning-of-line)
    (let ((state (syntax-ppss)))
      (cond ((nth 3 state) nil)
            ((nth 1 state) (batuta--column-in (reverse (nth 9 state)) (point)))
            (t 0)))))

(defun batuta-indent-line ()
  "Indents a line as `batuta fmt' does; a comment in a line of its own like code."
  (interactive)
  (let ((from-end (- (point-max) (point)))
        (column (ignore-errors (batuta--column))))
    ;; Nothing in a string is moved.
    (when column (indent-line-to column))
    (when (> (- (point-max) from-end) (point)) (goto-char (- (point-max) from-end)))))

(defun batuta-repl ()
  "Starts a REPL, or shows the one there is."
  (interactive)
  (let ((process-environment (cons "TERM=dumb" process-environment)))
    (pop-to-buffer (make-comint "batuta" batuta-program nil "repl"))))

(defun batuta--send (text)
  "Has the REPL evaluate TEXT."
  (unless (comint-check-proc "*batuta*") (save-window-excursion (batuta-repl)))
  (comint-send-string "*batuta*" (concat text "\n")))

(defun batuta-eval-last-sexp ()
  "Evaluates the form before the cursor."
  (interactive)
  (batuta--send (buffer-substring-no-properties (save-excursion (backward-sexp) (point)) (point))))

(defun batuta-eval-buffer ()
  "Evaluates the whole buffer."
  (interactive)
  (batuta--send (buffer-substring-no-properties (point-min) (point-max))))

(defun batuta-doc (name)
  "Shows what is known of NAME."
  (interactive (list (read-string "Name: " (thing-at-point 'symbol t))))
  (with-help-window "*batuta doc*"
    (princ (shell-command-to-string (format "%s doc %s" batuta-program (shell-quote-argument name))))))

(defun batuta-format ()
  "Formats the buffer; one that does not read stays as it is."
  (interactive)
  (let ((formatted (generate-new-buffer " *batuta fmt*")))
    (unwind-protect
        (if (zerop (call-process-region nil nil batuta-program nil (list formatted nil) nil "fmt" "-"))
            (replace-buffer-contents formatted)
          (message "It does not read; `batuta fmt' says where"))
      (kill-buffer formatted))))

(defvar batuta-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c C-z") #'batuta-repl)
    (define-key map (kbd "C-x C-e") #'batuta-eval-last-sexp)
    (define-key map (kbd "C-c C-k") #'batuta-eval-buffer)
    (define-key map (kbd "C-c C-d") #'batuta-doc)
    (define-key map (kbd "C-c C-f") #'batuta-format)
    map)
  "Keys of Batuta.")

;;;###autoload
(define-derived-mode batuta-mode prog-mode "Batuta"
  "For programs of Batuta."
  (setq-local comment-start ";" comment-start-skip ";+ *" comment-add 1)
  (setq-local indent-tabs-mode nil)
  (setq-local parse-sexp-ignore-comments t)
  (setq-local syntax-propertize-function batuta-syntax-propertize)
  (setq-local indent-line-function #'batuta-indent-line)
  (setq-local font-lock-defaults '(batuta-font-lock-keywords)))

;;;###autoload
(defun batuta-or-bat-mode ()
  "The mode of a .bat file: Windows' batch files end so, too.
A program of Batuta begins with a bracket, a comment, a quote or a shebang."
  (if (save-excursion (goto-char (point-min)) (skip-chars-forward " \t\r\n,") (or (eobp) (looking-at-p "[][(;{'`#^]")))
      (batuta-mode)
    (bat-mode)))

;;;###autoload
(progn
  (add-to-list 'auto-mode-alist '("\\.batuta\\'" . batuta-mode))
  (add-to-list 'auto-mode-alist '("\\.bat\\'" . batuta-or-bat-mode))
  (add-to-list 'interpreter-mode-alist '("batuta" . batuta-mode)))

(provide 'batuta-mode)
;;; batuta-mode.el ends here
