/**
 * The hold model, ours: takes the next event out and schedules one more, with so many always pending. The delays are
 * nearly exponential (mean about 1 s) and drawn once, from whole numbers alone, as in hold.cc, which does the same with
 * ns-3: both must end at the same virtual instant. Time is processor time, so that a busy machine weighs on neither.
 *
 *   node hold.mjs QUEUE.JS PENDING EVENTS  →  {"rate": events a second, "end": virtual microseconds}
 */
import { pathToFileURL } from 'node:url';

const [file, pendingText, eventsText] = process.argv.slice(2);
const { createQueue, next, schedule, TIMERS } = await import(pathToFileURL(file).href);
const pending = Number(pendingText);
const events = Number(eventsText);
/** Events before those that count: by then the loop is compiled and the first delays are forgotten. */
const warmUp = Math.max(pending, 1_000_000);

const DELAYS = 1 << 20;

/** Minus log2 of a uniform fraction, in straight pieces from power to power, × 0.693147 s: at least 1 µs. */
function drawDelays() {
  const delays = new Int32Array(DELAYS);
  let word = 2463534242;
  for (let i = 0; i < DELAYS; i += 1) {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    const zeros = Math.clz32(word | 1);
    const mantissa = ((word << zeros) >>> 15) & 0xffff;
    delays[i] = 1 + Math.floor(((zeros * 65536 + (65535 - mantissa)) * 693147) / 65536);
  }
  return delays;
}

const delays = drawDelays();
const queue = createQueue();
let drawn = 0;

function hold(count) {
  for (let i = 0; i < count; i += 1) {
    next(queue);
    schedule(queue, queue.time + delays[drawn & (DELAYS - 1)], TIMERS, queue.payload);
    drawn += 1;
  }
}

for (; drawn < pending; drawn += 1) schedule(queue, delays[drawn & (DELAYS - 1)], TIMERS, drawn);
hold(warmUp);
const start = process.cpuUsage();
hold(events);
const { user, system } = process.cpuUsage(start);
const taken = (user + system) / 1e6;
console.log(JSON.stringify({ rate: events / taken, end: queue.time }));
