/**
 * The query room: queries over logs, collections and queries.
 * Reading order: `table.ts`, `outside.ts` (what is read) · `versions.ts` (tables in time) · `expr.ts`, `values.ts` (expressions) · `plan.ts`, `clauses.ts`
 * (plans, and how they are made) · `layout.ts`, `evaluate.ts` (columns of rows) · `row_origin.ts` (where rows come from) · `asked_columns.ts`, `source_columns.ts`, `known_columns.ts`, `column_watch.ts`, `missing_column.ts` (columns that are not there) · `flow.ts`, `steps.ts`, `group.ts`, `order.ts`, `join.ts`,
 * `window.ts`, `pivot.ts` (rows that flow) · `known_functions.ts`, `fold.ts`, `estimate.ts`, `join_order.ts`, `time_range.ts`, `optimise.ts` (better plans) · `compile.ts`, `execute.ts` · `explain.ts`, `schema.ts` · `query.ts` (the value) ·
 * `columnar.ts` (where `fused/` comes in), `memory.ts` (how much is kept) · `table_text.ts` · `subscription.ts` · `forms.ts` (macros) · `core_query.ts` (what programs call) · `errors.ts`.
 *
 * Omits: columns and several workers, which are `fused/`; results beyond memory.
 * @module
 */
export { type Aggregate, resultName, takeAggregates } from "./group.ts";
export { gathered, type Gatherer, gathererOf, OWN } from "./aggregates.ts";
export { argsort } from "./argsort.ts";
export { type Columnar, setColumnar, type Starter } from "./columnar.ts";
export { type Execution, type Measure, splitCondition } from "./compile.ts";
export { type Choices, compileExpr } from "./evaluate.ts";
export { columnsOf, conjunction, conjuncts, type Expr, exprText, isLogical, isPure, visitExpr } from "./expr.ts";
export { type Runner, type Sink, STOP } from "./flow.ts";
export { queryFail } from "./errors.ts";
export { KeyTable } from "./key_table.ts";
export { hasKeys, type Layout, mapMaker, type Row, splitColumn, TIMESTAMP } from "./layout.ts";
export { memoryLimit, setMemoryLimit } from "./memory.ts";
export { exprsOf, inputsOf, type Named, type Node, type Term, visitPlan } from "./plan.ts";
export { layoutOf } from "./plan_layout.ts";
export { ARITHMETIC, calculate, isLike, negated, orderOf, truthy } from "./values.ts";
export { visitRowsOf } from "./core_query.ts";
export { QUERY_ERRORS } from "./errors.ts";
export { type Visitor } from "./execute.ts";
export { type Outside, type RowReader, setOutside } from "./outside.ts";
export { Query } from "./query.ts";
export { showQuery, tableText } from "./table_text.ts";
export { type Entry, type FindTable, type NewestEntries, type ScanOptions, setTables, type Table } from "./table.ts";
export { newestEntries } from "./versions.ts";
