/**
 * The Info column of GMP, and the top line of its tree. The Info column always begins with type, session and user; facts
 * that matter for the type follow, each behind a comma:
 *
 *   SCREQ session 0 user 0 [, secure] [, group A:P]          SCREJ … [, secure not supported]
 *   SCACC, SRACC, SJRES … [, secure], group A:P [, key N octets]
 *   SCINF … [, secure], open|closed, N parameters [, "name"]
 *   SAREQ … [, secure], open|closed, MM port P               other SM … [, secure], open|closed
 *   KAREQ … , period 1.0 s, timeout 0.3 s                    MM … , creator|principal|participant
 *   UIRES … , N members [, M to follow]                      LVREQ … , leaves the active group
 *   TRIND … [, ending]                                       KDUPT … , key N octets
 *
 * A type that no table has is "SM type 0x0f"; a header that is not all there gives what can be read.
 */
import {
  type Piece,
  piece,
  putByte,
  putDecimal,
  putHex,
  putIpv4,
  putPiece,
  putString,
  type Text,
} from '../src/base/text.js';
import { decodeUtf8, lineText } from '../src/base/utf8.js';
import { compileScan, makeHits } from '../src/layout/scan.js';
import type { Walk } from './contract.js';
import { NEITHER, SM } from './gmp-family.js';
import { gmpMmTable } from './gmp-mm-tables.js';
import { GMP_MESSAGES, LEAVE_TARGET_NAMES, MEMBER_TYPE_NAMES } from './gmp-names.js';
import { gmpSmTable } from './gmp-sm-tables.js';
import {
  bringsKey,
  hasHeader,
  keyLengthOf,
  mmReaders,
  reservedOf,
  type Subject,
  sessionOf,
  smReaders,
  subjectOf,
  userOf,
} from './gmp-subject.js';

/** Types by family and code, and values in tenths of a second, ready to be written. */
const TYPES: readonly (readonly (Piece | undefined)[])[] = (['SM', 'MM'] as const).map((family) => {
  const pieces: (Piece | undefined)[] = new Array(64).fill(undefined);
  for (const one of GMP_MESSAGES) if (one.family === family) pieces[one.code] = piece(one.mnemonic);
  return pieces;
});
const TENTHS = Array.from({ length: 256 }, (_, value) => piece(`${Math.floor(value / 10)}.${value % 10} s`));
const SECURE = piece(', secure');
const OPEN = piece(', open');
const CLOSED = piece(', closed');
const PERIOD = piece(', period ');
const TIMEOUT = piece(', timeout ');
const SESSION = piece(' session ');
const USER = piece(' user ');
const MEMBER_TYPES = [0, 1, 2, 3, 4, 5, 6, 7].map((code) =>
  piece(`, ${(MEMBER_TYPE_NAMES[code as 1] ?? 'unknown member type').toLowerCase()}`),
);
const COLON = 58;
const QUOTE = 34;
/** Longest session name in the Info column. */
const LONGEST_NAME = 40;

/** Writes the Info column of layer `i`. */
export function writeGmpInfo(w: Walk, i: number, out: Text): void {
  const s = subjectOf(w, i);
  putType(s, out);
  if (s.end - s.start < 8) return;
  putPiece(out, SESSION);
  putDecimal(out, sessionOf(s.octets, s.start));
  putPiece(out, USER);
  putDecimal(out, userOf(s.octets, s.start));
  if (!hasHeader(s) || s.name === undefined) return;
  if (s.variant === SM) putSmFacts(s, s.name, out);
  else putMmFacts(s, s.name, out);
}

/** The top line of the tree: "Group Management Protocol, SM: SCREQ, Session: 0, User: 0". */
export function gmpLabel(w: Walk, i: number): string {
  const s = subjectOf(w, i);
  const title = 'Group Management Protocol';
  if (s.variant === NEITHER) return title;
  const family = s.variant === SM ? 'SM' : 'MM';
  const type = `${title}, ${family}: ${s.name ?? `type 0x${s.type.toString(16)}`}`;
  if (s.end - s.start < 8) return type;
  return `${type}, Session: ${sessionOf(s.octets, s.start)}, User: ${userOf(s.octets, s.start)}`;
}

function putType(s: Subject, out: Text): void {
  const known = s.variant === NEITHER ? undefined : TYPES[s.variant][s.type];
  if (known !== undefined) putPiece(out, known);
  else if (s.end - s.start < 2) putString(out, 'Cut off before its family is told');
  else if (s.variant === NEITHER) putString(out, 'Neither SM nor MM');
  else {
    putString(out, s.variant === SM ? 'SM type 0x' : 'MM type 0x');
    putHex(out, s.type, s.variant === SM ? 2 : 1);
  }
}

function putSmFacts(s: Subject, name: string, out: Text): void {
  const secure = smReaders.s(s.octets, s.start) === 1;
  if (name === 'SCREJ') {
    if (secure) putString(out, ', secure not supported');
    return;
  }
  if (secure) putPiece(out, SECURE);
  // The mode is fixed by SCINF: before it, M says nothing yet.
  if (name !== 'SCREQ' && name !== 'SCACC') {
    putPiece(out, smReaders.m(s.octets, s.start) === 1 ? CLOSED : OPEN);
  }
  if (name === 'SCREQ' || name === 'SCACC' || name === 'SRACC' || name === 'SJRES') putGroup(s, out);
  if (name === 'SCINF') putParameters(s, out);
  if (name === 'SAREQ') {
    const port = mmPortOf(s.octets, s.start, s.end);
    if (port >= 0) {
      putString(out, ', MM port ');
      putDecimal(out, port);
    }
  }
  if (bringsKey(s)) putKey(s, out);
}

function putGroup(s: Subject, out: Text): void {
  const address = smReaders.groupAddr(s.octets, s.start);
  if (address === 0) return;
  putString(out, ', group ');
  putIpv4(out, address);
  putByte(out, COLON);
  putDecimal(out, smReaders.groupPort(s.octets, s.start));
}

function putKey(s: Subject, out: Text): void {
  putString(out, ', key ');
  putDecimal(out, keyLengthOf(s));
  putString(out, ' octets');
}

const MM_PORT = 0;
const NAME = 0;
const TLV_TYPE = 1;
const MEMBER = 0;
const scanMmPort = compileScan(gmpSmTable, (name) => (name === 'gmp.mm_port' ? MM_PORT : undefined));
const scanParameters = compileScan(gmpSmTable, (name) =>
  name === 'gmp.info.name' ? NAME : name === 'gmp.tlv.type' ? TLV_TYPE : undefined,
);
const scanMembers = compileScan(gmpMmTable, (name) => (name === 'gmp.member.state' ? MEMBER : undefined));
const hits = makeHits(64);

/** The MM port that an SAREQ in bytes[start … end) announces; -1 where it is not there. */
export function mmPortOf(octets: Uint8Array, start: number, end: number): number {
  hits.length = 0;
  scanMmPort(octets, start, end, hits);
  if (hits.length === 0) return -1;
  const at = hits.data[1];
  return (octets[at] << 8) | octets[at + 1];
}

/** Number of parameters, and the session's name. */
function putParameters(s: Subject, out: Text): void {
  hits.length = 0;
  scanParameters(s.octets, s.start, s.end, hits);
  let count = 0;
  let name = '';
  for (let at = 0; at < hits.length; at += 3) {
    if (hits.data[at] === TLV_TYPE) count += 1;
    else name = decodeUtf8(s.octets.subarray(hits.data[at + 1], hits.data[at + 1] + hits.data[at + 2]));
  }
  putCount(out, count, ' parameter', ' parameters');
  if (name === '') return;
  putString(out, ', ');
  putByte(out, QUOTE);
  putString(out, clean(name));
  putByte(out, QUOTE);
}

/** Text that stays on its line. */
function clean(text: string): string {
  const short = Array.from(text).slice(0, LONGEST_NAME + 1);
  const shown = short.length > LONGEST_NAME ? [...short.slice(0, LONGEST_NAME), '…'] : short;
  return lineText(shown.join(''));
}

function putCount(out: Text, count: number, one: string, many: string): void {
  putString(out, ', ');
  putDecimal(out, count);
  putString(out, count === 1 ? one : many);
}

function putMmFacts(s: Subject, name: string, out: Text): void {
  switch (name) {
    case 'KAREQ':
      putPiece(out, PERIOD);
      putPiece(out, TENTHS[mmReaders.kaPeriod(s.octets, s.start)]);
      putPiece(out, TIMEOUT);
      putPiece(out, TENTHS[mmReaders.timeout(s.octets, s.start)]);
      return;
    case 'UIRES': {
      hits.length = 0;
      scanMembers(s.octets, s.start, s.end, hits);
      putCount(out, hits.length / 3, ' member', ' members');
      const following = reservedOf(s);
      if (following > 0) putCount(out, following, ' to follow', ' to follow');
      return;
    }
    case 'LVREQ': {
      const target = LEAVE_TARGET_NAMES[reservedOf(s) as 0] ?? 'unknown group';
      putString(out, `, leaves the ${target}`);
      return;
    }
    case 'TRIND':
      if (mmReaders.ss(s.octets, s.start) === 1) putString(out, ', ending');
      return;
    case 'KDUPT':
      putKey(s, out);
      return;
    default:
      putPiece(out, MEMBER_TYPES[mmReaders.memberType(s.octets, s.start)]);
  }
}
