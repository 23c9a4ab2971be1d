/**
 * What the views need of the display filter language: whether a text is one, and where it is not.
 */
import type { TestMaker } from '../store/contract.js';

/** What is wrong with a filter: the characters meant, and a proposal. */
export interface FilterFault {
  readonly message: string;
  readonly from: number;
  readonly to: number;
  readonly hint?: string | undefined;
}

/** The language. An empty text is no filter: it is asked about nowhere. */
export interface FilterLanguage {
  readonly check: (text: string) => FilterFault | undefined;
  /** A test for a text in which nothing is wrong. */
  readonly compile: (text: string) => TestMaker;
}
