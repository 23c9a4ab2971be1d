/**
 * The machines' part of the benchmark: KARES handled a second in a small and in a full session, in turn; and a big session
 * through virtual keepalive.
 */
import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const KARES = fileURLToPath(new URL('./kares-rate.mjs', import.meta.url));
const KEEPALIVE = fileURLToPath(new URL('./keepalive.mjs', import.meta.url));

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const millions = (rate) => (rate / 1e6).toFixed(2);

/** Bundles a program, as the command is bundled, runs it, and reads what it prints. */
async function report(folder, script, args) {
  const bundle = await rolldown({ input: script, platform: 'node' });
  const file = join(folder, basename(script));
  await bundle.write({ file, format: 'esm' });
  await bundle.close();
  const flags = ['--expose-gc', file, ...args.map(String)];
  const result = spawnSync(process.execPath, flags, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout);
}

/** KARES a second with 10 and with 60,000 members; the first pairs, in which the loop is compiled, are left out. */
export async function karesRates(folder, runs) {
  const { rates, octetsEach } = await report(folder, KARES, [60_000, 1_000_000, 3 + 2 * runs]);
  const settled = rates.slice(3);
  const shares = settled.map(([small, full]) => (100 * full) / small);
  const spread = `${Math.min(...shares).toFixed(0)}–${Math.max(...shares).toFixed(0)}`;
  console.log(
    `${'KARES, 10 members'.padEnd(34)} ${millions(median(settled.map(([small]) => small)))} million a second   60,000 members ${millions(median(settled.map(([, full]) => full)))} million (${median(shares).toFixed(0)} % of it, ${spread}, ${settled.length} pairs)   ${octetsEach.toFixed(0)} octets a member`,
  );
}

/** A session of 60,000 members through virtual keepalive. */
export async function keepalive(folder, virtualSeconds) {
  const { messages, rate, memory } = await report(folder, KEEPALIVE, [60_000, virtualSeconds, 100]);
  console.log(
    `${`60,000 members, ${virtualSeconds} virtual s`.padEnd(34)} ${millions(rate)} million messages a second (${messages} in all)   memory by tenths ${memory.join(', ')} MiB`,
  );
}
