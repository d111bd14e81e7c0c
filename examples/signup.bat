;; What a sign-up form must be: checked, explained, read from JSON, and made by chance.
;; batuta examples/signup.bat
(ns signup
  (:require [batuta.spec :as s]))

(s/def ::email (s/with-message #"^[^@\s]+@[^@\s]+$" "must be an address such as al@example.com"))
(s/def ::age "Years, of people who may sign up." (s/and Int #(>= % 18)))

(s/def ::sign-up
  {:name String
   :email ::email
   :age ::age
   :plan #{:free :team}
   (s/optional :tags) #{Keyword}})

;; What came in: strings, as forms and JSON have them.
(def good
  "{\"name\": \"Al\", \"email\": \"al@example.com\", \"age\": \"42\", \"plan\": \"team\", \"tags\": [\"new\"]}")
(def bad {"name" "Bo" "emial" "bo" "age" 12 "plan" "tema"})

(prn (s/coerce ::sign-up good))
(println (try (s/coerce ::sign-up bad) (catch Exception e (ex-message e))))

;; A function that says what it takes and returns, tried with arguments made by chance: those of a team of many are too dear.
(defn price [{:keys [plan age]}]
  (if (and (= plan :team) (> age 20)) :too-dear 10))

(s/fdef price
        :args (s/cat :who {:plan #{:free :team} :age ::age})
        :ret Int)

(println (:message (first (s/check `price))))
(println (json/write (s/json-schema ::age)))
