/**
 * The codes of findings that a scenario may say `check` must report of its traffic: those of the rules (src/conform), whose codes,
 * words and clauses they are (test/conform/rules.test.ts holds the two equal). A table; docs/scenarios.md shows it.
 */

/** Codes and what they say. */
export const FINDING_CODES = [
  [
    'check.session-id-twice',
    'a session ID is not given to a second session while the first one is there (8.2 e)',
  ],
  ['check.user-id-twice', 'a user ID is not given to a second member while the first one has it (8.2 f)'],
  ['check.user-id-changed', 'a member that registers again keeps its user ID (7.1.3, 8.2 f, D1)'],
  [
    'check.not-authorised',
    'a closed session that lists its members takes nobody whom it does not list (7.1.3, figure 8, D24)',
  ],
  ['check.listed-rejected', 'a listed member whose place is free is not rejected (7.1.3, figure 7, D24)'],
  ['check.scinf-wait', 'a session that gets no SCINF is dropped 30 s after SCACC (7.1.1, D2)'],
  ['check.gate-ignored', 'nobody is asked before every listed principal has registered (7.1.1, D6)'],
  ['check.held-order', 'requests that waited for the gate go on in the order in which they came (7.1.1, D4)'],
  [
    'check.record-kept',
    'the record of an ended session is removed after 60 s: nothing is answered any more (7.2.4, D14)',
  ],
  [
    'check.after-end',
    'a session that has ended asks, accepts and enrols nobody, and gives out no key (7.2.4, D14)',
  ],
  ['check.no-answer', 'a request gets its answer, each time that it is sent (8.1, 8.3, D1, D3)'],
  ['check.answer-unasked', 'an answer is sent to who asked, when it asked (8.1, 8.3)'],
  ['check.mm-address', 'MM messages go to the port that the SAREQ of the member names (8.1 n, D7)'],
  [
    'check.stranger-obeyed',
    'what comes in the name of a user from an address that is not its own has no effect (8.1 n, D7)',
  ],
  [
    'check.header-of-server',
    'the headers of the server say of session and member what is so (8.2, 8.4, D21)',
  ],
  ['check.kareq-unknown', 'KAREQ goes to members only (6.2, 8.4 h)'],
  [
    'check.kareq-not-active',
    'the KAREQ round asks active members only, and nobody is asked before its SAREQ (6.2)',
  ],
  [
    'check.kares-counted',
    'KARES of a member whose SAREQ was not admitted does not make it active (7.2, D25)',
  ],
  [
    'check.leaver-asked',
    'a member that has left the active group is not asked until its next SAREQ (7.2.3, figure 19, D25)',
  ],
  [
    'check.not-demoted',
    'a member that does not answer is no longer active one timeout after the KAREQ that armed its timer (7.2, 9.2 b, D9)',
  ],
  [
    'check.one-step-per-kares',
    'a member that went down two groups goes up one with each KARES (7.2, figure 12)',
  ],
  ['check.two-steps-down', 'a member goes down one group with each timeout, not two (7.2, figure 12)'],
  ['check.kareq-missing', 'the KAREQ round asks every active member (7.2.1, 9.2 a)'],
  [
    'check.rounds-stopped',
    'a session that runs has its KAREQ round each KA period, as long as it has active members (7.2.1, 9.2 a)',
  ],
  ['check.round-beat', 'the KAREQ rounds keep the beat of the KA period (9.2 a)'],
  ['check.list-not-active', 'UIRES lists active members only (7.2.2, figure 18)'],
  ['check.list-missing', 'UIRES lists every active member (7.2.2, figure 18)'],
  ['check.list-parts', 'each part of a list says how many follow, and so many follow (7.2.2)'],
  ['check.list-not-entitled', 'the list of active members is sent to active members only (7.2.2, D26)'],
  [
    'check.end-without-cause',
    'a session ends by TRREQ or SDREQ of its creator, or when it loses its principals (7.2.4, D12)',
  ],
  [
    'check.criterion-all',
    'with the criterion "all", the loss of one principal does not end the session while another is active (7.2.4, D12)',
  ],
  ['check.trreq-obeyed', 'TRREQ of who is not the creator does not end the session (7.2.4, 8.3 f, D5)'],
  [
    'check.end-missing',
    'a session that loses its principals as the criterion says ends: every active member is sent TRIND (7.2.3, 7.2.4, D12, D13)',
  ],
  ['check.trind-missing', 'every member that was active when the session ended is sent TRIND (7.2.4, D13)'],
  ['check.trind-not-to-expired', 'those whose timers ended the session are sent TRIND too (7.2.4, D13)'],
  [
    'check.end-decided-too-early',
    'members that expire at one instant are demoted in one step, then the end is decided: all of them are sent TRIND (7.2.4, D10)',
  ],
  ['check.trind-order', 'TRIND goes out in ascending order of user IDs (7.2.4, D13)'],
  [
    'check.trind-to-leaver',
    'the member whose leaving ends the session is sent no TRIND (7.2.3, figure 20, D13)',
  ],
  [
    'check.trind-not-active',
    'a member that was not active when the session ended is sent no TRIND, unless it speaks (7.2.4, D13)',
  ],
  ['check.rekey-missing', 'when a member is no longer enrolled, the others get a new key (7.3, figure 24)'],
  ['check.key-reused', 'a key that was discarded is never given out again (7.3)'],
  [
    'check.key-to-leaver',
    'a new key is not sent to the member whose leaving made it necessary (7.3, figure 24)',
  ],
  ['check.key-not-enrolled', 'keys are sent to enrolled members only (7.3)'],
  ['check.key-missing', 'a new key is sent to every enrolled member (7.3, figure 23)'],
  ['check.no-kares', 'a KAREQ gets its KARES within the timeout (9.2 b; 7.1.5, figure 10)'],
  ['check.kares-after-leaving', 'a client that has left answers no KAREQ (7.2.3, figure 19, D25)'],
  ['check.kares-not-admitted', 'KARES comes from members that were asked, after their SAREQ (7.2, D25)'],
  ['check.trreq-not-creator', 'TRREQ comes from the creator (7.2.4)'],
  ['check.not-creator', 'SDREQ and SCINF come from the creator (8.1 d, f, D5)'],
  ['check.uireq-not-active', 'UIREQ comes from active members (7.2.2, D26)'],
  ['check.sareq-not-enrolled', 'SAREQ comes from members that have enrolled (7.1.5)'],
  ['check.sjreq-not-registered', 'SJREQ comes from members that have registered (7.1.4)'],
  ['check.unknown-user', 'a client says the user ID that it was given (8.2 f, 8.4 h)'],
  [
    'check.wrong-address',
    'a client speaks in its own name, from the address that it registered from, or its MM port (8.1 n, D7)',
  ],
  ['check.stranger-heard', 'a client takes messages from its server only (8.1, 8.3, D7)'],
  [
    'check.unasked-too-soon',
    'KARES goes unasked only after two periods and one timeout without KAREQ (7.2, figure 12, D20)',
  ],
  [
    'check.unasked-too-few',
    'a client that hears no KAREQ says five times, once a period, that it is there (7.2, figure 12, D20)',
  ],
  ['check.retry-interval', 'a request is sent again after 500 ms, doubling (8.1, 8.3, D17)'],
  [
    'check.pending-given-up',
    'a registration that is being checked is asked for again every 8 s, as long as it takes (7.1.3, D17)',
  ],
  [
    'check.header-of-client',
    'the headers of a client say of session and member what is so, or nothing (8.2, 8.4, D21)',
  ],
  [
    'check.igmp-all-hosts-reported',
    'every host belongs to 224.0.0.1 always, and none ever reports it (IGMP 2.7.2)',
  ],
  ['check.igmp-no-group', 'a report names a group: an address of class D (IGMP 2.7.1)'],
  [
    'check.igmp-destination',
    'a query goes to 224.0.0.1, a report to the group that it reports (version 1) (IGMP 2.7.2, RFC 1112 appendix I)',
  ],
  [
    'check.igmp-ttl',
    'IGMP stays on its network: its datagrams have TTL 1 (RFC 2236 2, RFC 3376 4) (RFC 1112 appendix I)',
  ],
  ['check.igmp-type-of-service', "IGMP's datagrams have type of service 0 (version 1) (IGMP 2.7.1)"],
  ['check.igmp-query-group', 'a query of version 1 names no group: the field is zero (IGMP 2.7.1)'],
  [
    'check.igmp-one-report-on-joining',
    'a host that joins reports at once, and once more within 10 s, unless another reports the group (IGMP 2.7.2, D18)',
  ],
  [
    'check.igmp-report-late',
    'a report comes within 10 s of what started its delay; a further query does not start it anew (RFC 1112 appendix I, D18)',
  ],
  [
    'check.igmp-not-suppressed',
    'a host that hears the report of another for a group does not answer the query for it any more (IGMP 2.7.2)',
  ],
  ['check.igmp-not-spread', 'answers to queries are spread over 10 s (IGMP 2.7.2, D18)'],
  [
    'check.igmp-query-unanswered',
    'while a group has a member, each query is answered for it within 10 s (IGMP 2.7.2, D18)',
  ],
  [
    'check.igmp-query-early',
    'a router asks at its start and then each 60 s, not more often (IGMP 2.7.2, D18)',
  ],
  ['check.igmp-query-late', 'a router that has asked asks again each 60 s (IGMP 2.7.2, D18)'],
  ['check.igmp-forwards-single-hop', 'no router sends on what goes to 224.0.0.0 to 224.0.0.255 (IGMP 2.7.2)'],
  [
    'check.igmp-ttl-not-reduced',
    'a router that sends a datagram on reduces its TTL by at least one (IGMP 2.7.2)',
  ],
  [
    'check.igmp-forwards-back',
    'a router sends a datagram on to other networks, not to the one that it came from (IGMP 2.7.2)',
  ],
  [
    'check.igmp-forwarded-without-members',
    'a router sends datagrams on to networks only where the group has members (IGMP 2.7.2, D18)',
  ],
  [
    'check.igmp-not-forwarded',
    'a router sends datagrams to a group on to the networks where it has members (IGMP 2.7.2, D18)',
  ],
  ['check.igmp-gone-after-two', 'a group is not gone before the third query in a row without a report (D18)'],
  ['check.igmp-gone-at-once', 'with the third query without a report a group has 10 s more (D18)'],
  ['check.igmp-report-not-counted', 'a report begins the count of queries without one anew (D18)'],
  ['check.igmp-ttl-zero', 'a datagram with TTL 0 stays on its host (IGMP 2.7.2)'],
  ['check.igmp-ring-too-far', 'the expanding ring search ends with TTL 255 (D18)'],
] as const;
