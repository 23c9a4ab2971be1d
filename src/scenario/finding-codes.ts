/**
 * The codes of findings that a scenario may say `check` must report of its traffic. A table; docs/scenarios.md shows it.
 */

/** Codes and what they say. */
export const FINDING_CODES = [
  ['check.kares-not-admitted', 'KARES of a member that has not activated (7.2, D25)'],
  ['check.no-kares', 'a KAREQ got no KARES within the timeout (9.2 b)'],
  ['check.trreq-not-creator', 'TRREQ of a member that is not the creator (7.2.4)'],
  ['check.uireq-not-active', 'UIREQ of a member that is not active (7.2.2, D26)'],
  ['check.unknown-user', 'a message with a user ID that nobody has in its session (8.2 f, 8.4 h)'],
  [
    'check.wrong-address',
    "a message in the name of a user that comes from another address than that user's (8.1 n, D7)",
  ],
] as const;
