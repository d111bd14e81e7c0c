/**
 * How many values a loop over many is called for: V8 exchanges the code of a function when it is called, in the midst of a loop much later. Of a generated
 * loop the first 65,536 rows take 2 to 3 ms so, and 10 in one call.
 * @module
 */
export const PIECE = 4096;
