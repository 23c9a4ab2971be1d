/**
 * The flags of `dissect` as commander hands them over. Nothing is imported here: the help must be there at once.
 */

/** The forms of output. */
export const FORMATS = ['text', 'fields', 'json', 'ndjson', 'ek'] as const;

/** One of the forms of output. */
export type Format = (typeof FORMATS)[number];

/** The forms of files that `-w` writes. */
export const FILE_FORMATS = ['pcap', 'nsecpcap', 'pcapng'] as const;

/** The flags of `dissect`, as commander gives them. */
export interface DissectFlags {
  readonly read?: string;
  readonly count?: number;
  readonly filter?: string;
  readonly statistic?: readonly string[];
  readonly type: Format;
  readonly details?: boolean;
  readonly hex?: boolean;
  readonly only?: string;
  readonly field?: readonly string[];
  readonly fieldOutput?: readonly string[];
  readonly time: string;
  readonly decodeAs?: readonly string[];
  readonly names: boolean;
  readonly preference?: readonly string[];
  readonly heuristic?: boolean;
  readonly follow?: boolean;
  readonly twoPass?: boolean;
  readonly write?: string;
  readonly fileFormat?: (typeof FILE_FORMATS)[number];
  readonly quiet?: boolean;
  readonly print?: boolean;
  readonly color?: boolean;
  readonly duplicateKeys: boolean;
}

/** Flags as they are where none was given. */
export const NO_FLAGS: DissectFlags = {
  type: 'text',
  time: 'r',
  names: true,
  duplicateKeys: true,
};

/** The flags of `view`. */
export interface ViewFlags {
  readonly follow?: boolean;
  /** Of scenarios, as `sim` has them. */
  readonly seed?: number;
  readonly until?: string;
  readonly set?: readonly string[];
}
