/**
 * A session of as many members as the argument says through virtual keepalive: every KAREQ and KARES encoded, carried by the
 * network model, decoded and handled by the real machines. Prints JSON: messages, seconds of wall time, messages a second,
 * and the memory after each tenth of the span (resident, MiB).
 *
 *   node keepalive.mjs <members> <virtual seconds> <KA period in units of 100 ms>
 */

import { handsOf } from '../../dist/src/sim/hands.js';
import { CALM_NETWORK } from '../../dist/src/sim/network.js';
import { layOut } from '../../dist/src/sim/run.js';
import { setStage } from '../../dist/src/sim/stage.js';
import { runWorld } from '../../dist/src/sim/world.js';

const [members, span, period] = process.argv.slice(2).map(Number);
const place = { file: 'keepalive', line: 1, column: 1 };
const actor = (name, kind) => ({ name, kind, subnets: ['lan'], driftPpm: 0, settings: [], place });
const actors = [actor('server', 'server'), actor('creator', 'creator')];
for (let i = 2; i <= members; i += 1) actors.push(actor(`m${i}`, 'participant'));
const timeline = [];
const act = (at, name, verb) =>
  timeline.push({ kind: 'action', at, actor: name, action: { verb }, text: '', place });
act(0, 'creator', 'create');
for (const [i, { name }] of actors.slice(1).entries()) {
  if (i > 0) act(1_000_000, name, 'register');
  act(2_000_000, name, 'enrol');
  act(3_000_000, name, 'activate');
}
const scenario = {
  name: 'keepalive',
  file: 'keepalive',
  purpose: '',
  clause: '9.2 a',
  actors,
  subnets: [{ name: 'lan', place }],
  network: CALM_NETWORK,
  session: { secure: false, closed: false, period, timeout: 30, listed: [], place },
  policies: [],
  transport: 'udp',
  seed: 1,
  timeline,
  until: (span + 5) * 1_000_000,
  findings: [],
};
const staged = setStage(scenario, undefined);
if (!staged.ok) throw new Error(JSON.stringify(staged.error));
const stage = staged.value;
for (const node of stage.world.nodes) if (node.server !== undefined) node.server.watch = undefined;
layOut(stage);
const hands = handsOf(stage.world, stage.host);
let messages = 0;
const counting = {
  arrive: (parcel) => {
    messages += 1;
    hands.arrive(parcel);
  },
  wake: hands.wake,
};
const budget = { events: Number.POSITIVE_INFINITY, eventsAtOneInstant: Number.POSITIVE_INFINITY };
const START = 5_000_000;
runWorld(stage.world, START, counting, budget);
const active = stage.world.nodes[0].server.machine.sessions.get(1).active.count;
if (active !== members) throw new Error(`${active} of ${members} are active`);
messages = 0;
const memory = [];
const start = process.hrtime.bigint();
for (let tenth = 1; tenth <= 10; tenth += 1) {
  runWorld(stage.world, START + (span * 1_000_000 * tenth) / 10, counting, budget);
  memory.push(Math.round(process.memoryUsage().rss / 2 ** 20));
}
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(JSON.stringify({ messages, seconds, rate: messages / seconds, memory }));
