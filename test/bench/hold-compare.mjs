/**
 * The event queue beside ns-3's scheduler, in the hold model (hold.mjs, hold.cc): events a second of processor time, in turn, medians. Our
 * queue is bundled as the command is; ns-3's side is built here where g++ and libns3-dev are installed.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const QUEUE = fileURLToPath(new URL('../../src/sim/queue.ts', import.meta.url));
const OURS = fileURLToPath(new URL('./hold.mjs', import.meta.url));
const THEIRS = fileURLToPath(new URL('./hold.cc', import.meta.url));
/** Pending events, and events that are counted. */
const MODELS = [
  [1_000, 5_000_000],
  [1_000_000, 2_000_000],
];

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const millions = (rate) => (rate / 1e6).toFixed(2);

function run(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.stderr}`);
  return JSON.parse(result.stdout);
}

async function buildOurs(folder) {
  const bundle = await rolldown({ input: QUEUE, platform: 'node' });
  const file = join(folder, 'queue.mjs');
  await bundle.write({ file, format: 'esm' });
  await bundle.close();
  return file;
}

/** What pkg-config says of ns-3; nothing where it, or ns-3, is not there. */
function packageConfig(...questions) {
  const result = spawnSync('pkg-config', [...questions, 'ns3-core'], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim().split(/\s+/) : [];
}

/** The program that asks ns-3; undefined where it cannot be built. */
function buildTheirs(folder) {
  const program = join(folder, 'hold');
  const names = packageConfig('--libs-only-L', '--libs-only-l').filter((word) => /^-[Ll]\S/.test(word));
  const libraries = names.length > 0 ? names : ['-lns3-core'];
  const built = spawnSync('g++', ['-O2', THEIRS, '-o', program, ...libraries], { encoding: 'utf8' });
  return built.status === 0 ? program : undefined;
}

/** Prints our rate for each model, and where ns-3 is installed its rate and the ratio. */
export async function holdModel(folder, runs) {
  const queue = await buildOurs(folder);
  const theirs = buildTheirs(folder);
  if (theirs === undefined) console.log('ns-3 (g++, libns3-dev) is not installed: our events a second alone');
  else console.log(`hold model beside ns-3 ${packageConfig('--modversion').join('')}, its default scheduler`);
  for (const [pending, events] of MODELS) {
    const counts = [String(pending), String(events)];
    const a = [];
    const b = [];
    for (let i = 0; i < runs; i += 1) {
      const mine = run(process.execPath, [OURS, queue, ...counts]);
      a.push(mine.rate);
      if (theirs === undefined) continue;
      const other = run(theirs, counts);
      if (other.end !== mine.end) throw new Error(`not the same model: ${mine.end} and ${other.end} µs`);
      b.push(other.rate);
    }
    const title = `hold model, ${pending.toLocaleString('en')} pending`.padEnd(34);
    const ours = `${title} ours ${millions(median(a))} million events a second`;
    const ratios = b.map((rate, i) => a[i] / rate);
    const spread = `${Math.min(...ratios).toFixed(1)}–${Math.max(...ratios).toFixed(1)}`;
    console.log(
      theirs === undefined
        ? `${ours} (${millions(Math.min(...a))}–${millions(Math.max(...a))}, ${runs} runs)`
        : `${ours}   ns-3 ${millions(median(b))}   ${median(ratios).toFixed(1)}× faster (${spread}, ${runs} pairs)`,
    );
  }
}
