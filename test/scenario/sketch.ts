/**
 * A scenario in which every part of the language stands, for tests.
 */
export const SKETCH = `# yaml-language-server: $schema=./scenario.schema.json
purpose: A closed session from creation to its end; a and b are authorised, c is not.
clause: 6.2, figure 3
parameters: {delay: 10ms}
actors: [server, creator, a, b, c]
session: {mode: closed, secure: no, period: 1s, timeout: 300ms, termination: all, members: [a, b]}
network: {delay: "\${delay}", jitter: 0, loss: 1/100, duplication: 0, reordering: 1/50 by 20ms}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - expect:
      - creator → server SCREQ: {gmp.session_id: 0}
      - server → creator SCACC
      - creator -> server SCINF
      - at 30ms server → creator SCCON
  - expect: the session is announced
  - at 100ms: [a registers, b registers]
  - at 2s: a leaves
  - expect: a is enrolled
  - expect: a thinks it is left
  - expect within 500ms: a is active
  - expect until 5s: always the session is running
  - expect at 2.3s: the KA timer of a fires
  - never until 5s: server → a KAREQ
  - at 3s: cut a
  - at 3.1s:
      network: {loss: 1/10}
  - at 3.2s:
      - part [a, b] from [server]
      - c sends LVREQ: {gmp.user_id: 2}
      - c sends TRREQ with gmp.session_id=1 and gmp.user_id=2
  - expect:
      - "*"
      - server → creator and b TRIND
      - '* → group data'
  - at 4s: join again
  - at +1s: end
findings: []
`;
