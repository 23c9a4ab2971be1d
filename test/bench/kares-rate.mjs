/**
 * KARES handled by the server machine each second, in a session of as many members as the argument says: round after
 * round, KAREQ to all of them and a KARES of each, every message an event of its own. The time of the rounds is in it. Prints JSON: { rates } in messages a
 * second, one of each block of rounds; and the octets of heap and buffers that a member takes.
 *
 *   node kares-rate.mjs <members> <messages a block> <blocks>
 */

import { serverWake, stepServer } from '../../dist/src/machine/server/server.js';
import { serverOptions } from '../../dist/src/machine/server/server-options.js';
import { createServer } from '../../dist/src/machine/server/server-state.js';

const [members, perBlock, blocks] = process.argv.slice(2).map(Number);
const SM = { secure: false, closed: false, groupPort: 0, groupAddress: 0, session: 1 };
const MM = {
  closed: false,
  memberType: 1,
  session: 1,
  groupPort: 0,
  groupAddress: 0,
  kaPeriod: 100,
  timeout: 30,
};
const PERIOD = 10_000_000;

const peer = (user, port) => (0x0a000000 + user) * 65536 + port;
const octets = () => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const server = createServer(serverOptions(), { uint32: () => 1 });
const step = (from, message, now) => stepServer(server, { kind: 'message', from, message }, now);
const before = octets();
step(peer(1, 7000), { ...SM, type: 'SCREQ', session: 0, user: 0 }, 0);
step(
  peer(1, 7000),
  { ...SM, type: 'SCINF', user: 1, parameters: { members: [], kaPeriod: 100, timeout: 30 } },
  0,
);
for (let user = 1; user <= members; user += 1) {
  if (user > 1) step(peer(user, 7000), { ...SM, type: 'SRREQ', user: 0 }, 0);
  step(peer(user, 7000), { ...SM, type: 'SJREQ', user }, 0);
  step(peer(user, 7000), { ...SM, type: 'SAREQ', user, mmPort: 7001 }, 0);
  step(peer(user, 7001), { ...MM, type: 'KARES', user }, 0);
}
const octetsEach = (octets() - before) / members;

let now = 0;
let handled = 0;
/** A KARES, as new as off the wire. */
function answer(user) {
  const message = {
    type: 'KARES',
    closed: false,
    memberType: 1,
    session: 1,
    user,
    groupPort: 0,
    groupAddress: 0,
    kaPeriod: 100,
    timeout: 30,
  };
  const [effect] = stepServer(server, { kind: 'message', from: peer(user, 7001), message }, now + 1);
  if (effect.kind === 'cancel') handled += 1;
}

/** One period: the round, and an answer of each member. */
function period() {
  now += PERIOD;
  while (serverWake(server) <= now) stepServer(server, { kind: 'time' }, now);
  for (let user = 1; user <= members; user += 1) answer(user);
}

const rates = [];
for (let block = 0; block < blocks; block += 1) {
  const start = process.hrtime.bigint();
  let sent = 0;
  while (sent < perBlock) {
    period();
    sent += members;
  }
  rates.push((sent / Number(process.hrtime.bigint() - start)) * 1e9);
}
if (handled < blocks * perBlock) throw new Error('a KARES did not stop its timer');
console.log(JSON.stringify({ rates, octetsEach }));
