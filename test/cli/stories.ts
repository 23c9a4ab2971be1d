/**
 * Small scenarios that the tests of `sim` and `test` write to disk.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Figure 6 in short: a registers in an open session, at 110 ms of the run. */
export const STORY = `purpose: A participant registers in an open session.
clause: 7.1.3, figure 6
actors: [server, creator, a]
parameters: {delay: 10ms}
session: {mode: open, period: 1s, timeout: 300ms}
network: {delay: "\${delay}"}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - at 100ms: a registers
  - expect:
      - a → server SRREQ
      - server → a SRACC
  - expect at 110ms: a is registered
  - at 1s: end
`;

/** Three routers between two networks send data round until its TTL is used up, twice as much each time. */
export const STORM = `purpose: Three routers between the same two networks send data round and round.
clause: none
actors:
  - h: {kind: host, subnet: left}
  - r1: {kind: router, subnets: [left, right]}
  - r2: {kind: router, subnets: [left, right]}
  - r3: {kind: router, subnets: [left, right]}
  - m: {kind: host, subnet: right}
network: {delay: 0}
timeline:
  - at 0s: m joins 239.1.2.3
  - at 0s: h joins 239.1.2.3
  - at 12s: h sends data to 239.1.2.3 with TTL 200
  - at 20s: end
`;

/** Writes files into a folder by their paths within it. */
export function place(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
