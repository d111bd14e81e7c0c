;; batuta.time: instants, durations, calendars.
(ns time-test
  (:require [batuta.test :refer [deftest is]]))

(deftest durations-read-as-they-print
  (is (= '[#duration "PT1H30M" #duration "PT24H0.5S" #duration "PT-5S" #duration "PT59M59S"] [#duration "PT1H30M" #duration "P1DT0.5S" #duration "-PT5S" (time/duration {:hours 1 :seconds -1})])))

(deftest a-text-that-is-no-duration
  (is (thrown-with-msg? Exception #"(?i)is not a duration" (read-string "#duration \"1 hour\""))))

(deftest instants-and-durations
  (is (= '[#inst "2026-03-01T12:00:00.000Z" #inst "2026-02-27T23:00:00.000Z" #duration "PT0.5S"] (let [t #inst "2026-02-28T12:00:00Z"]
  [(time/plus t (time/days 1)) (time/minus t (time/hours 13)) (time/minus t #inst "2026-02-28T11:59:59.5Z")]))))

(deftest durations-and-durations
  (is (= '[#duration "PT1M1S" #duration "PT-30S" #duration "PT-1M-30S" #duration "PT-0.000000001S"] [(time/plus (time/minutes 1) (time/seconds 1)) (time/minus (time/minutes 1) (time/seconds 90)) (time/times (time/minutes 1) -1.5) (time/negate (time/nanos 1))])))

(deftest nanoseconds-are-exact
  (is (= #inst "2026-01-01T00:00:01.000Z" (time/plus #inst "2026-01-01T00:00:00.999999999Z" (time/nanos 1)))))

(deftest durations-in-units
  (is (= '[1.5 120 1000000] [(time/in #duration "PT90S" :minutes) (time/in #duration "PT2H" :minutes) (time/in (time/millis 1) :nanos)])))

(deftest durations-compare-and-are-keys
  (is (= '[(#duration "PT5S" #duration "PT1M" #duration "PT1H") true :x] [(sort [(time/hours 1) (time/seconds 5) (time/minutes 1)]) (= (time/hours 1) (time/minutes 60)) (get {(time/hours 1) :x} #duration "PT60M")])))

(deftest str-of-a-duration
  (is (= "PT1H Duration" (str (time/hours 1) " " (type (time/hours 1))))))

(deftest fields-and-back
  (is (= '[(2024 2 29 23 59 58 123456789 4 0) #inst "2024-02-29T23:59:58.123456789Z"] (let [f (time/fields #inst "2024-02-29T23:59:58.123456789Z")]
  [(map f [:year :month :day :hour :minute :second :nano :weekday :offset]) (time/from-fields f)]))))

(deftest zones
  (is (= '({:year 2026 :hour 0 :offset 0} {:year 2025 :hour 22 :offset -150} {:year 2025 :hour 19 :offset -300}) (map (fn [zone] (select-keys (time/fields #inst "2026-01-01T00:30:00Z" zone) [:year :hour :offset])) ["UTC" "-02:30" "America/New_York"]))))

(deftest changes-of-the-clock-a-time-skipped-moves-on-a-time-shown-twice-is-the-first
  (is (= '[#inst "2026-03-29T01:30:00.000Z" #inst "2026-10-25T00:30:00.000Z" #inst "2026-06-30T22:00:00.000Z"] [(time/from-fields {:year 2026 :month 3 :day 29 :hour 2 :minute 30} "Europe/Berlin")
 (time/from-fields {:year 2026 :month 10 :day 25 :hour 2 :minute 30} "Europe/Berlin")
 (time/from-fields {:year 2026 :month 7 :day 1} "Europe/Berlin")])))

(deftest an-unknown-zone
  (is (thrown-with-msg? Exception #"(?i)needs a zone such as" (time/fields #inst "2026" "Nowhere/City"))))

(deftest months-and-years
  (is (= '[#inst "2024-02-29T00:00:00.000Z" #inst "2024-12-15T00:00:00.000Z" #inst "2028-02-29T00:00:00.000Z"] [(time/plus-months #inst "2024-01-31" 1) (time/plus-months #inst "2026-01-15" -13) (time/plus-years #inst "2024-02-29" 4)])))

(deftest beginnings
  (is (= '("2026-01-01 00:00:00.000" "2026-05-01 00:00:00.000" "2026-05-11 00:00:00.000" "2026-05-14 00:00:00.000" "2026-05-14 10:00:00.000" "2026-05-14 10:11:00.000" "2026-05-14 10:11:12.000") (map (fn [unit] (time/format (time/start-of #inst "2026-05-14T10:11:12.5Z" unit) "yyyy-MM-dd HH:mm:ss.SSS")) [:year :month :week :day :hour :minute :second]))))

(deftest formats
  (is (= "Mon Monday 4 04 5 05 May May 26 2026 8 PM 20:36:07.089 +05:30 o'clock" (time/format #inst "2026-05-04T15:06:07.089Z" "E EEEE d dd M MM MMM MMMM yy yyyy h a HH:mm:ss.SSS XXX 'o''clock'" "+05:30"))))

(deftest a-format-that-is-none
  (is (thrown-with-msg? Exception #"(?i)needs a pattern" (time/format (now) "q"))))

(deftest parse
  (is (= '[#inst "2026-01-02T02:04:05.500Z" nil] [(time/parse "2026-01-02T03:04:05.5+01:00") (time/parse "soon")])))

(deftest too-far
  (is (thrown-with-msg? Exception #"(?i)too far away" (time/plus #inst "2026" (time/days 1000000000)))))

(deftest sleep-takes-a-duration
  (is (= nil (sleep (time/millis 1)))))
