/**
 * The word that tells `batuta test` to run tests for another process.
 * @module
 */

export const SERVE_TESTS = "--serve-tests";
