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
  '("ns" "require" "if" "if-not" "if-let" "when" "when-not" "when-let" "cond" "case" "do" "let" "letfn" "loop" "recur" "fn"
    "throw" "try" "catch" "finally" "match" "receive" "receive-timeout" "receive-with-priority" "for" "doseq" "dotimes"
    "binding" "with-open" "spawn" "send" "call" "reply" "from" "init" "terminate")
  "Words that are not functions.")

(defvar batuta-font-lock-keywords
  `(("(\\(def[^][ \t\n(){}\";]*\\)[ \t]+\\([^][ \t\n(){}\";]+\\)"
     (1 font-lock-keyword-face) (2 font-lock-function-name-face))
    (,(concat "(" (regexp-opt batuta-special t) "\\_>") 1 font-lock-keyword-face)
    ("[ \t]\\(->\\|::\\)[ \t\n]" 1 font-lock-builtin-face)
    ("::?[^][ \t\n(){}\";,@~^`]+" . font-lock-constant-face)
    ("\\_<\\(nil\\|true\\|false\\)\\_>" . font-lock-constant-face))
  "Colours of Batuta.")

(dolist (rule '((match . 1) (receive . 0) (receive-timeout . 1) (receive-with-priority . 0) (loop . 1) (fn . 1) (let . 1)
                (letfn . 1) (defn . defun) (defactor . defun) (defsupervisor . defun) (defprotocol . defun) (deftest . defun) (defbench . defun)
                (ns . 1) (for . 1) (doseq . 1) (dotimes . 1) (binding . 1) (with-open . 1) (cond . 0) (try . 0) (finally . 0)))
  (put (car rule) 'batuta-indent-function (cdr rule)))

(defun batuta-indent-function (point state)
  "Where the line at POINT begins, in a form that STATE describes.
Data stands under its first element, code as its head says."
  (goto-char (1+ (elt state 1)))
  (if (memq (char-before) '(?\[ ?\{))
      (current-column)
    (let* ((head (buffer-substring-no-properties (point) (progn (skip-syntax-forward "w_") (point))))
           (rule (get (intern-soft head) 'batuta-indent-function)))
      (if (or rule (string-prefix-p "def" head) (string-prefix-p "with-" head) (string-prefix-p "when" head))
          (save-excursion (goto-char (elt state 1)) (+ 2 (current-column)))
        (let ((lisp-indent-function nil)) (goto-char point) (lisp-indent-function point state))))))

(defun batuta-indent-line ()
  "Indents a line; a comment in a line of its own like code."
  (interactive)
  (let* ((from-end (- (point-max) (point)))
         (indent (save-excursion (beginning-of-line) (calculate-lisp-indent)))
         (column (if (listp indent) (car indent) indent)))
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
  (setq-local indent-line-function #'batuta-indent-line)
  (setq-local lisp-indent-function #'batuta-indent-function)
  (setq-local font-lock-defaults '(batuta-font-lock-keywords)))

;;;###autoload
(progn
  (add-to-list 'auto-mode-alist '("\\.bat\\(uta\\)?\\'" . batuta-mode))
  (add-to-list 'interpreter-mode-alist '("batuta" . batuta-mode)))

(provide 'batuta-mode)
;;; batuta-mode.el ends here
