/**
 * The machines' part of the benchmark: KARES handled a second in a small and in a full session, in turn; and a big session
 * through virtual keepalive.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const KARES = fileURLToPath(new URL('./kares-rate.mjs', import.meta.url));
const KEEPALIVE = fileURLToPath(new URL('./keepalive.mjs', import.meta.url));

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const millions = (rate) => (rate / 1e6).toFixed(2);

function report(script, args) {
  const result = spawnSync(process.execPath, ['--expose-gc', script, ...args.map(String)], {
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout);
}

/** KARES a second with 10 and with 60,000 members; the first blocks of each run, in which the loop is compiled, are left out. */
export function karesRates(runs) {
  const small = [];
  const full = [];
  let octetsEach = 0;
  for (let i = 0; i < runs; i += 1) {
    small.push(median(report(KARES, [10, 1_000_000, 8]).rates.slice(2)));
    const big = report(KARES, [60_000, 1_000_000, 8]);
    full.push(median(big.rates.slice(2)));
    octetsEach = big.octetsEach;
  }
  const ratio = median(full.map((rate, i) => rate / small[i]));
  console.log(
    `${'KARES, 10 members'.padEnd(34)} ${millions(median(small))} million a second   60,000 members ${millions(median(full))} million (${(100 * ratio).toFixed(0)} % of it)   ${octetsEach.toFixed(0)} octets a member`,
  );
}

/** A session of 60,000 members through virtual keepalive. */
export function keepalive(virtualSeconds) {
  const { messages, rate, memory } = report(KEEPALIVE, [60_000, virtualSeconds, 100]);
  console.log(
    `${`60,000 members, ${virtualSeconds} virtual s`.padEnd(34)} ${millions(rate)} million messages a second (${messages} in all)   memory by tenths ${memory.join(', ')} MiB`,
  );
}
