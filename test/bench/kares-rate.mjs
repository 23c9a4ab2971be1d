/**
 * KARES handled by the server machine each second, in a session of ten members and in one of as many as the argument says: two
 * servers in one process, in turn, so that both find the same compiled code and the same heap. Round after round, KAREQ to
 * all members and a KARES of each, every message an event of its own; the time of the rounds is in it. Prints JSON: rates
 * of both, block by block (messages a second), and the octets of heap and buffers that a member of the big one takes.
 *
 *   node --expose-gc kares-rate.mjs <members> <messages a block> <blocks>
 */
import { serverWake, stepServer } from '../../dist/src/machine/server/server.js';
import { serverOptions } from '../../dist/src/machine/server/server-options.js';
import { createServer } from '../../dist/src/machine/server/server-state.js';

const [members, perBlock, blocks] = process.argv.slice(2).map(Number);
const SM = { secure: false, closed: false, groupPort: 0, groupAddress: 0, session: 1 };
const PERIOD = 10_000_000;

const peer = (user, port) => (0x0a000000 + user) * 65536 + port;
const octets = () => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** A session with so many active members on a server of its own. */
function sessionOf(count) {
  const server = createServer(serverOptions(), { uint32: () => 1 });
  const session = { server, count, now: 0, handled: 0 };
  const step = (user, message) =>
    stepServer(server, { kind: 'message', from: peer(user, 7000), message }, session.now);
  step(1, { ...SM, type: 'SCREQ', session: 0, user: 0 });
  step(1, { ...SM, type: 'SCINF', user: 1, parameters: { members: [], kaPeriod: 100, timeout: 30 } });
  for (let user = 1; user <= count; user += 1) {
    if (user > 1) step(user, { ...SM, type: 'SRREQ', user: 0 });
    step(user, { ...SM, type: 'SJREQ', user });
    step(user, { ...SM, type: 'SAREQ', user, mmPort: 7001 });
    answer(session, user);
  }
  return session;
}

/** A KARES, as new as off the wire. */
function answer(session, user) {
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
  const event = { kind: 'message', from: peer(user, 7001), message };
  if (stepServer(session.server, event, session.now)[0].kind === 'cancel') session.handled += 1;
}

/** Rounds and answers until so many messages are handled; messages a second. */
function rate(session) {
  const start = process.hrtime.bigint();
  let sent = 0;
  while (sent < perBlock) {
    session.now += PERIOD;
    while (serverWake(session.server) <= session.now)
      stepServer(session.server, { kind: 'time' }, session.now);
    for (let user = 1; user <= session.count; user += 1) answer(session, user);
    sent += session.count;
  }
  return (sent / Number(process.hrtime.bigint() - start)) * 1e9;
}

const before = octets();
const big = sessionOf(members);
const octetsEach = (octets() - before) / members;
const small = sessionOf(10);
const rates = [];
for (let block = 0; block < blocks; block += 1) rates.push([rate(small), rate(big)]);
if (small.handled < blocks * perBlock || big.handled < blocks * perBlock)
  throw new Error('a KARES did not stop its timer');
console.log(JSON.stringify({ rates, octetsEach }));
