/**
 * The flags of `sim` and `test` as commander hands them over. Nothing is imported here: the help must be there at once.
 */

/** The forms in which a run is printed. */
export const RUN_FORMATS = ['ladder', 'text', 'ndjson'] as const;

/** One of the forms in which a run is printed. */
export type RunFormat = (typeof RUN_FORMATS)[number];

/** The flags of `sim`. */
export interface SimFlags {
  readonly type?: RunFormat;
  readonly seed?: number;
  readonly write?: string;
  readonly until?: string;
  readonly set?: readonly string[];
  readonly seeds?: string;
  readonly faults?: string;
}

/** The forms in which `test` reports. */
export const REPORTERS = ['text', 'tap', 'junit'] as const;

/** One of the forms in which `test` reports. */
export type ReporterName = (typeof REPORTERS)[number];

/** The flags of `test`. */
export interface TestFlags {
  readonly reporter: ReporterName;
  readonly update?: boolean;
}

/** Where scenarios are looked for if nothing else is said. */
export const SCENARIO_FOLDER = 'scenarios';
