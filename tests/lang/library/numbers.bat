; math gives Floats
[(math/sqrt 4) (math/pow 2 3) (math/floor 2.5) (math/ceil 2.5) (math/exp 0) (math/cos 0)]
;=> [2.0 8.0 2.0 3.0 1.0 1.0]

; math takes any number
[(math/sqrt 1/4) (math/sqrt 100000000000000000000) (math/floor -1/2) (math/round 5/2) (math/round 7)]
;=> [0.5 10000000000.0 -1.0 3 7]

; halves
[(math/round 0.5) (math/round -0.5) (math/round 1.5) (math/round -2.5) (math/round 0.49999999999999994) (math/rint 0.5) (math/rint 1.5) (math/rint -2.5)]
;=> [1 0 2 -2 0 0.0 2.0 -2.0]

; whole numbers stay exact
[(math/exact-pow 3 50) (math/exact-pow 2/3 3) (math/exact-pow 2 -3) (math/integer-root 1000000000000000000000000) (math/gcd -12 18) (math/lcm 4 6) (math/lcm 0 5)]
;=> [717897987691852588770249 8/27 1/8 1000000000000 6 12 0]

; division that goes down
[(math/floor-div 7 2) (math/floor-div -7 2) (math/floor-div 7 -2) (math/floor-mod -7 2) (math/floor-mod 7 -2)]
;=> [3 -4 -4 1 -1]

; not a number
(math/sqrt "4")
;err> needs numbers, got "4"

; outside of the reals
[(math/sqrt -1) (math/log 0) (math/atan2 0 -1)]
;=> [##NaN ##-Inf 3.141592653589793]
