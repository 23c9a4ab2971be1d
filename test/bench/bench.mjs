/**
 * npm run bench: our speed beside the reference tools', on the same capture, in the same run. Whole-process wall time,
 * commands in turn (A B A B …), medians; a reference tool that is not installed is left out and named.
 *
 * Of filters (5 million packets, unless --packets says otherwise), first of all both must select the same packets.
 *
 *   npm run bench [-- --packets 1000000] [--runs 5] [--octets 2e9] [--only rows|filter|index|memory|check|machines|keepalive|hold|tui|tui-live]
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkRate } from './check-rate.mjs';
import { holdModel } from './hold-compare.mjs';
import { luaDissector } from './lua-dissector.mjs';
import { karesRates, keepalive } from './machines.mjs';
import { makeGmp, makeIgmp, makeMixed } from './make-capture.mjs';
import { tui } from './tui.mjs';
import { tuiLive } from './tui-live.mjs';

const MAIN = fileURLToPath(new URL('../../dist/bin/main.js', import.meta.url));
const INDEX_RATE = fileURLToPath(new URL('./index-rate.mjs', import.meta.url));
const PRELOAD = fileURLToPath(new URL('./report-memory.mjs', import.meta.url));

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

const packets = Number(option('packets', '1000000'));
const runs = Number(option('runs', '5'));
const octets = Number(option('octets', '2e9'));
const only = option('only', 'all');
const folder = mkdtempSync(join(tmpdir(), 'gmpshark-bench-'));
const environment = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };

/** Runs of the index before those that count: by then its loop is compiled. The first run is printed as well. */
const WARM_UPS = 10;

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const installed = (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined;

/** Seconds of wall time that a command takes, its output thrown away. */
function time(command, args) {
  const start = process.hrtime.bigint();
  const result = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'ignore'], env: environment });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${result.status}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Runs ours and theirs in turn, after one warm-up of ours. */
function compare(title, ours, theirs, times = runs) {
  time(process.execPath, [MAIN, ...ours]);
  const a = [];
  const b = [];
  for (let i = 0; i < times; i += 1) {
    a.push(time(process.execPath, [MAIN, ...ours]));
    b.push(time(theirs[0], theirs.slice(1)));
  }
  const ratios = a.map((seconds, i) => b[i] / seconds);
  const spread = `${Math.min(...ratios).toFixed(1)}–${Math.max(...ratios).toFixed(1)}`;
  console.log(
    `${title.padEnd(34)} ours ${median(a).toFixed(2)} s   ${theirs[0]} ${median(b).toFixed(2)} s   ${median(ratios).toFixed(1)}× faster (${spread}, ${times} pairs)`,
  );
}

function rows(file) {
  const n = '-n';
  if (installed('tshark')) {
    compare('summary', ['dissect', n, file], ['tshark', n, '-r', file]);
    const fields = ['-T', 'fields', '-e', 'ip.src', '-e', 'ip.dst', '-e', 'igmp.type', '-e', 'igmp.maddr'];
    compare('-T fields (4 fields)', ['dissect', n, ...fields, file], ['tshark', n, '-r', file, ...fields]);
    compare(
      '-T ndjson beside tshark -T ek',
      ['dissect', n, '-T', 'ndjson', file],
      ['tshark', n, '-r', file, '-T', 'ek'],
      1,
    );
  } else console.log('tshark is not installed: no ratios to it');
  if (installed('tcpdump'))
    compare('summary beside tcpdump', ['dissect', n, file], ['tcpdump', '-nr', file], 1);
  else console.log('tcpdump is not installed: no ratio to it');
}

/** Lines that a command writes. */
function linesOf(command, args) {
  const result = spawnSync(command, args, { env: environment, maxBuffer: 2 ** 31, encoding: 'latin1' });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.stderr}`);
  return result.stdout.split('\n').length - 1;
}

/**
 * Filtering and counting: of ours the command that counts what a filter selects, beside tshark with the filter and its output
 * thrown away. A small capture of the same kind shows beforehand that both select the same packets.
 */
async function filters(count) {
  if (!installed('tshark')) {
    console.log('tshark is not installed: no ratios of filters');
    return;
  }
  const lua = join(folder, 'gmp.lua');
  writeFileSync(lua, luaDissector());
  const kinds = [
    [
      makeIgmp,
      [],
      ['igmp.type == 0x16', 'ip.dst == 232.1.0.0/16 && igmp.version == 2', 'igmp.maddr == 232.1.2.3'],
      runs,
    ],
    // tshark takes minutes here.
    [
      makeGmp,
      ['-X', `lua_script:${lua}`],
      ['gmp.mm.type == 1', 'gmp.type == "UIRES" && gmp.session_id == 7'],
      Math.min(runs, 2),
    ],
  ];
  for (const [make, options, texts, times] of kinds) {
    const small = join(folder, 'small.pcap');
    make(100_000, small);
    const file = join(folder, 'filter.pcap');
    make(count, file);
    for (const text of texts) {
      const tshark = (from) => [...options, '-n', '-r', from, '-Y', text];
      const theirs = linesOf('tshark', tshark(small));
      const ours = linesOf(process.execPath, [MAIN, 'dissect', '-n', small, '-Y', text]);
      if (ours !== theirs) throw new Error(`${text}: we select ${ours} packets, tshark ${theirs}`);
      compare(
        text,
        ['dissect', '-n', '-q', file, '-z', `io,stat,0,${text}`],
        ['tshark', ...tshark(file)],
        times,
      );
      const { memory: peak } = await measured(['dissect', '-n', '-q', file, '-z', `io,stat,0,${text}`]);
      console.log(`${''.padEnd(34)} peak memory ${(peak / 1e6).toFixed(0)} MB`);
    }
    rmSync(file);
  }
}

function index(file, count) {
  const args = [INDEX_RATE, file, String(count), String(runs + WARM_UPS)];
  const rates = JSON.parse(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout);
  const millions = (rate) => (rate / 1e6).toFixed(0);
  const settled = rates.slice(WARM_UPS);
  console.log(
    `${`index of ${count / 1e6} million packets`.padEnd(34)} ${millions(median(settled))} million packets a second (${millions(Math.min(...settled))}–${millions(Math.max(...settled))}; first run ${millions(rates[0])})`,
  );
}

/** Runs a command and gives its peak memory and time. */
function measured(args, input) {
  return new Promise((resolve, reject) => {
    const report = join(folder, 'memory');
    const sink = openSync('/dev/null', 'w');
    const start = process.hrtime.bigint();
    const child = spawn(process.execPath, ['--import', PRELOAD, MAIN, ...args], {
      stdio: [input === undefined ? 'ignore' : 'pipe', sink, 'ignore'],
      env: { ...environment, GMPSHARK_MEMORY_FILE: report },
    });
    if (input !== undefined) createReadStream(input, { highWaterMark: 1 << 16 }).pipe(child.stdin);
    child.on('error', reject);
    child.on('exit', (code) => {
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      if (code === 0) resolve({ seconds, memory: Number(readFileSync(report, 'utf8')) });
      else reject(new Error(`gmpshark ${args.join(' ')}: exit ${code}`));
    });
  });
}

async function memory() {
  const file = join(folder, 'large.pcap');
  makeMixed(octets, file);
  const gigabytes = (octets / 1e9).toFixed(1);
  for (const [title, args, input] of [
    [`${gigabytes} GB to ndjson, from a file`, ['dissect', '-n', '-T', 'ndjson', file], undefined],
    [`${gigabytes} GB to ndjson, from a pipe`, ['dissect', '-n', '-T', 'ndjson', '-'], file],
  ]) {
    const { seconds, memory: peak } = await measured(args, input);
    console.log(`${title.padEnd(34)} ${seconds.toFixed(1)} s   peak memory ${(peak / 1e6).toFixed(0)} MB`);
  }
}

/** What reads captures. */
async function captures() {
  const file = join(folder, 'igmp.pcap');
  makeIgmp(packets, file);
  console.log(
    `${packets} IGMP packets, Node ${process.version}; each ratio is theirs divided by ours, pair by pair`,
  );
  if (!existsSync(MAIN)) throw new Error('not built: npm run build');
  if (only === 'all' || only === 'index') {
    index(file, packets);
    const larger = join(folder, 'larger.pcap');
    makeIgmp(packets * 10, larger);
    index(larger, packets * 10);
    rmSync(larger);
  }
  if (only === 'all' || only === 'rows') rows(file);
  if (only === 'all' || only === 'memory') await memory();
}

try {
  if (['all', 'index', 'rows', 'memory'].includes(only)) await captures();
  if (only === 'all' || only === 'filter') await filters(Number(option('packets', '5000000')));
  if (only === 'all' || only === 'check')
    await checkRate(MAIN, folder, Number(option('packets', '5000000')), runs, measured);
  if (only === 'all' || only === 'machines') await karesRates(folder, runs);
  if (only === 'all' || only === 'keepalive') await keepalive(folder, Number(option('virtual', '3600')));
  if (only === 'all' || only === 'hold') await holdModel(folder, runs);
  if (only === 'tui-live') await tuiLive(folder, MAIN, folder);
  if (only === 'all' || only === 'tui') await tui(folder, MAIN, Number(option('tui-packets', '10000000')));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
