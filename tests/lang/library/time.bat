; durations read as they print
[#duration "PT1H30M" #duration "P1DT0.5S" #duration "-PT5S" (time/duration {:hours 1 :seconds -1})]
;=> [#duration "PT1H30M" #duration "PT24H0.5S" #duration "PT-5S" #duration "PT59M59S"]

; a text that is no duration
#duration "1 hour"
;err> is not a duration

; instants and durations
(let [t #inst "2026-02-28T12:00:00Z"]
  [(time/plus t (time/days 1)) (time/minus t (time/hours 13)) (time/minus t #inst "2026-02-28T11:59:59.5Z")])
;=> [#inst "2026-03-01T12:00:00.000Z" #inst "2026-02-27T23:00:00.000Z" #duration "PT0.5S"]

; durations and durations
[(time/plus (time/minutes 1) (time/seconds 1)) (time/minus (time/minutes 1) (time/seconds 90)) (time/times (time/minutes 1) -1.5) (time/negate (time/nanos 1))]
;=> [#duration "PT1M1S" #duration "PT-30S" #duration "PT-1M-30S" #duration "PT-0.000000001S"]

; nanoseconds are exact
(time/plus #inst "2026-01-01T00:00:00.999999999Z" (time/nanos 1))
;=> #inst "2026-01-01T00:00:01.000Z"

; durations in units
[(time/in #duration "PT90S" :minutes) (time/in #duration "PT2H" :minutes) (time/in (time/millis 1) :nanos)]
;=> [1.5 120 1000000]

; durations compare and are keys
[(sort [(time/hours 1) (time/seconds 5) (time/minutes 1)]) (= (time/hours 1) (time/minutes 60)) (get {(time/hours 1) :x} #duration "PT60M")]
;=> [(#duration "PT5S" #duration "PT1M" #duration "PT1H") true :x]

; str of a duration
(str (time/hours 1) " " (type (time/hours 1)))
;=> "PT1H Duration"

; fields and back
(let [f (time/fields #inst "2024-02-29T23:59:58.123456789Z")]
  [(map f [:year :month :day :hour :minute :second :nano :weekday :offset]) (time/from-fields f)])
;=> [(2024 2 29 23 59 58 123456789 4 0) #inst "2024-02-29T23:59:58.123456789Z"]

; zones
(map (fn [zone] (select-keys (time/fields #inst "2026-01-01T00:30:00Z" zone) [:year :hour :offset])) ["UTC" "-02:30" "America/New_York"])
;=> ({:year 2026 :hour 0 :offset 0} {:year 2025 :hour 22 :offset -150} {:year 2025 :hour 19 :offset -300})

; changes of the clock: a time skipped moves on, a time shown twice is the first
[(time/from-fields {:year 2026 :month 3 :day 29 :hour 2 :minute 30} "Europe/Berlin")
 (time/from-fields {:year 2026 :month 10 :day 25 :hour 2 :minute 30} "Europe/Berlin")
 (time/from-fields {:year 2026 :month 7 :day 1} "Europe/Berlin")]
;=> [#inst "2026-03-29T01:30:00.000Z" #inst "2026-10-25T00:30:00.000Z" #inst "2026-06-30T22:00:00.000Z"]

; an unknown zone
(time/fields #inst "2026" "Nowhere/City")
;err> needs a zone such as

; months and years
[(time/plus-months #inst "2024-01-31" 1) (time/plus-months #inst "2026-01-15" -13) (time/plus-years #inst "2024-02-29" 4)]
;=> [#inst "2024-02-29T00:00:00.000Z" #inst "2024-12-15T00:00:00.000Z" #inst "2028-02-29T00:00:00.000Z"]

; beginnings
(map (fn [unit] (time/format (time/start-of #inst "2026-05-14T10:11:12.5Z" unit) "yyyy-MM-dd HH:mm:ss.SSS")) [:year :month :week :day :hour :minute :second])
;=> ("2026-01-01 00:00:00.000" "2026-05-01 00:00:00.000" "2026-05-11 00:00:00.000" "2026-05-14 00:00:00.000" "2026-05-14 10:00:00.000" "2026-05-14 10:11:00.000" "2026-05-14 10:11:12.000")

; formats
(time/format #inst "2026-05-04T15:06:07.089Z" "E EEEE d dd M MM MMM MMMM yy yyyy h a HH:mm:ss.SSS XXX 'o''clock'" "+05:30")
;=> "Mon Monday 4 04 5 05 May May 26 2026 8 PM 20:36:07.089 +05:30 o'clock"

; a format that is none
(time/format (now) "q")
;err> needs a pattern

; parse
[(time/parse "2026-01-02T03:04:05.5+01:00") (time/parse "soon")]
;=> [#inst "2026-01-02T02:04:05.500Z" nil]

; too far
(time/plus #inst "2026" (time/days 1000000000))
;err> too far away

; sleep takes a duration
(sleep (time/millis 1))
;=> nil
