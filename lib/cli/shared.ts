/**
 * What parts that are loaded while a program runs share with the bundle that runs it. From source every module is one anyway, and there is
 * nothing to share; a build puts a module here that exports what those parts import (the import map's entry `batuta/shared`).
 * @module
 */
export {};
