/**
 * What can be wrong with a GMP message: every finding once, with its severity, its clause and what it means. The checks in
 * gmp-checks.ts say where it is; docs/gmp-profile.md is made from this list too.
 */
import type { Expert, Fault, Severity } from './contract.js';

/** What is constant about a kind of finding. */
export interface GmpFinding {
  readonly severity: Severity;
  readonly group: Expert['group'];
  readonly clause: string;
  readonly fault: Fault;
  /** What it means, for the manual. */
  readonly meaning: string;
}

function finding(
  severity: Severity,
  group: Expert['group'],
  clause: string,
  meaning: string,
  fault: Fault = 'sender',
): GmpFinding {
  return { severity, group, clause, meaning, fault };
}

/** All kinds of findings, by their stable codes. */
export const GMP_FINDINGS = {
  'gmp.short': finding(
    'error',
    'Malformed',
    '8.2, figure 25; 8.4, figure 26',
    'the sender sent fewer octets than a header has',
  ),
  'gmp.cut': finding(
    'note',
    'Malformed',
    '8.2, figure 25; 8.4, figure 26',
    'the capture kept only a part of the message; what is missing was sent',
    'capture',
  ),
  'gmp.version': finding('error', 'Protocol', '8.2 a; 8.4 a', 'a version other than 1'),
  'gmp.family': finding(
    'error',
    'Malformed',
    '8.4 c, table 5 [profile]',
    'octet 1 begins with 11: neither SM (00) nor a mode of MM (01, 10)',
  ),
  'gmp.type.reserved': finding('error', 'Protocol', '8.2 c, table 2; 8.4 b, table 4', 'type 0 is reserved'),
  'gmp.type.unknown': finding(
    'error',
    'Protocol',
    '8.2 c, table 2; 8.4 b, table 4',
    'a type that no table has',
  ),
  'gmp.member_type': finding(
    'error',
    'Protocol',
    '8.4 d, table 6',
    'a member type with other than one bit set (in the header, in UIRES, in a member TLV)',
  ),
  'gmp.member.state': finding(
    'error',
    'Protocol',
    '7.2; 8.4 [profile]',
    'a member in UIRES that is in no group (00)',
  ),
  'gmp.members.count': finding(
    'warning',
    'Protocol',
    '8.4 [profile]',
    'more than 340 members in one UIRES: the list is to be sent as several',
  ),
  'gmp.members.follow': finding(
    'warning',
    'Protocol',
    '8.4 m [profile]',
    'UIRES announces more messages than all user IDs of a session need (192)',
  ),
  'gmp.leave_target': finding(
    'error',
    'Protocol',
    '8.4 m [profile, D15]',
    'the Reserved octet of LVREQ names none of the groups (0 active, 1 enrolled, 2 registered)',
  ),
  'gmp.length.multiple': finding(
    'error',
    'Malformed',
    '8.2 j; 8.4 [profile]',
    'the length of the message is no multiple of 4 octets',
  ),
  'gmp.checksum.bad': finding(
    'error',
    'Checksum',
    '8.2 d [profile]',
    'the checksum of an SM message is wrong',
  ),
  'gmp.key.overrun': finding(
    'error',
    'Malformed',
    '8.2 g; 8.4 l',
    'Key length says more octets than the option of a message with a key has',
  ),
  'gmp.key.missing': finding(
    'error',
    'Protocol',
    '7.3; 8.1 m; 8.3 h',
    'a message that brings a key, with Key length 0',
  ),
  'gmp.key.unexpected': finding(
    'warning',
    'Protocol',
    '8.2 g; 8.4 l',
    'Key length is not 0, but a message of this type brings no key',
  ),
  'gmp.tlv.overrun': finding(
    'error',
    'Malformed',
    '9.1, table 7 [profile]',
    'a parameter that goes on past the end of the option',
  ),
  'gmp.tlv.length': finding(
    'error',
    'Malformed',
    '9.1, table 7 [profile]',
    'a parameter whose length is not that of its type',
  ),
  'gmp.tlv.unknown': finding(
    'note',
    'Undecoded',
    '9.1, table 7 [profile]',
    'a parameter of unknown type, skipped and shown as octets',
  ),
  'gmp.tlv.repeated': finding(
    'warning',
    'Protocol',
    '9.1, table 7 [profile]',
    'a parameter that came before: the first counts (member lists add up)',
  ),
  'gmp.info.termination': finding(
    'error',
    'Protocol',
    '7.2.1.1; 9.2 b [profile]',
    'a criterion of termination that is neither 0 (any one) nor 1 (all)',
  ),
  'gmp.option.unexpected': finding(
    'warning',
    'Protocol',
    '8.2 j; 8.4',
    'an option, or a part of one, where none belongs',
  ),
  'gmp.option.missing': finding(
    'error',
    'Protocol',
    '8.1 n; 8.2 j',
    'SAREQ without the MM port of the client',
  ),
  'gmp.reserved': finding(
    'warning',
    'Protocol',
    '8.2 k; 8.4 m',
    'reserved bits that are not zero (the Reserved octet of UIRES and LVREQ has a meaning)',
  ),
  'gmp.padding': finding('warning', 'Protocol', '8.2 j [profile]', 'padding that is not zero'),
  'gmp.flags.contradiction': finding(
    'warning',
    'Protocol',
    '8.2 b; 8.4 e',
    'I, UI or SS says another type than the message has (SCINF, UIRES, TRIND)',
  ),
  'gmp.flags.reserved': finding('note', 'Protocol', '8.2 b; 8.4 e', 'a reserved flag is set (Q, R)'),
} as const satisfies Readonly<Record<string, GmpFinding>>;

/** Code of a finding. */
export type GmpFindingCode = keyof typeof GMP_FINDINGS;
