/**
 * Colours of rows on a terminal, by what Wireshark's default rules look at: something wrong first, then the protocol
 * (256-colour codes: both ink and paper are set, so that rows are legible on any background).
 */
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { type Piece, piece } from '../base/text.js';
import type { Fits } from '../packet/columns.js';

/** Ends a colour. */
export const RESET = piece('\x1b[0m');

const WRONG = piece('\x1b[38;5;210;48;5;235m');
const PAPERS: Readonly<Record<string, Piece>> = {
  gmp: piece('\x1b[38;5;16;48;5;194m'),
  igmp: piece('\x1b[38;5;16;48;5;230m'),
  tcp: piece('\x1b[38;5;16;48;5;189m'),
  udp: piece('\x1b[38;5;16;48;5;195m'),
  icmp: piece('\x1b[38;5;16;48;5;225m'),
  icmpv6: piece('\x1b[38;5;16;48;5;225m'),
  arp: piece('\x1b[38;5;16;48;5;223m'),
};
const PLAIN = piece('\x1b[39;49m');

/** The colour of the frame that was walked last. */
export function rowColour(registry: Registry, fits: Fits, w: Walk): Piece {
  for (let i = 0; i < w.count; i += 1) {
    if (!fits(w, i)) return WRONG;
    const found = registry.dissectors[w.ids[i]].experts?.(w, i) ?? [];
    if (found.some(({ severity }) => severity === 'error')) return WRONG;
  }
  for (let i = w.count - 1; i >= 0; i -= 1) {
    const paper = PAPERS[registry.dissectors[w.ids[i]].name];
    if (paper !== undefined) return paper;
  }
  return PLAIN;
}

const SEVERITIES: readonly (readonly [RegExp, string])[] = [
  [/^\s*\[(Expert Info \(Error|Malformed Packet)/, '\x1b[1;31m'],
  [/^\s*\[Expert Info \(Warning/, '\x1b[33m'],
  [/^\s*\[Expert Info \((Note|Chat)/, '\x1b[36m'],
  [/^\s*\[Expert Info \(Comment/, '\x1b[32m'],
  [/^\S/, '\x1b[1m'],
];

/** A line of the detail tree with its colour: layers bold, findings by severity. */
export function colourLine(line: string): string {
  const colour = SEVERITIES.find(([pattern]) => pattern.test(line))?.[1];
  return colour === undefined ? line : `${colour}${line}\x1b[0m`;
}
