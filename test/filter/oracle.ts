/** The answers of tshark and of ours to many filters on one capture that holds many of the corpus's. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { openCapture } from '../../src/capture/open.js';
import { createFilter } from '../../src/filter/filter.js';
import { markShown, setFrame } from '../../src/packet/clock.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { CORPUS, expectations } from '../capture/corpus.js';

/** The frames of which a filter holds, or why it is refused. */
export type Answer = readonly number[] | string;

/** What both say of each filter; only of frames whose protocols both read. */
export interface Answers {
  readonly frames: number;
  readonly theirs: readonly Answer[];
  readonly ours: readonly Answer[];
}

/** Protocols that both read in the same way. */
const READ: ReadonlySet<string> = new Set(
  'eth ethertype vlan ieee8021ad ip ipv6 udp tcp igmp arp icmp data llc sll null raw'.split(' '),
);

/** Captures whose packets are whole and in time: the filters are on trial here, not the dissection of what is broken. */
function chosen(): readonly string[] {
  return expectations()
    .filter(
      ({ file, error, packets }) =>
        error === null && packets > 0 && packets < 200 && !file.startsWith('pcapng-gen/'),
    )
    .map(({ file }) => file)
    .filter(
      (file) =>
        !/time_2|timestamp|odd-times|relts|brcm|dsa|edsa|juniper|frf16|kday6|broken|snaplen|ng-|count-lies|igmp-short|pcap-len|caplen/.test(
          file,
        ),
    );
}

/** Asks both. */
export async function ask(filters: readonly string[]): Promise<Answers> {
  const folder = mkdtempSync(join(tmpdir(), 'gmpshark-filters-'));
  try {
    const capture = join(folder, 'all.pcapng');
    const files = chosen().map((file) => resolve(CORPUS, file));
    execFileSync('mergecap', ['-a', '-F', 'pcapng', '-w', capture, ...files], { stdio: 'ignore' });
    const [theirs, read] = askTshark(filters, capture, folder);
    const ours = await askOurs(filters, capture);
    const known = (answer: Answer): Answer =>
      typeof answer === 'string' ? answer : answer.filter((frame) => read.has(frame));
    return { frames: read.size, theirs: theirs.map(known), ours: ours.map(known) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function askTshark(filters: readonly string[], capture: string, folder: string): [Answer[], Set<number>] {
  const [asked, answered] = [join(folder, 'filters'), join(folder, 'answers')];
  writeFileSync(asked, `${filters.join('\n')}\n`);
  const script = `lua_script:${resolve('test/filter/oracle.lua')}`;
  const checksums = ['ip', 'udp', 'tcp'].map((name) => `${name}.check_checksum:TRUE`);
  const preferences = [...checksums, 'eth.fcs:Never'].flatMap((preference) => ['-o', preference]);
  execFileSync('tshark', ['-n', '-q', '-r', capture, ...preferences, '-X', script], {
    stdio: 'ignore',
    env: { ...process.env, FILTERS: asked, ANSWERS: answered },
  });
  const answers: Answer[] = filters.map(() => 'no answer');
  const read = new Set<number>();
  for (const line of readFileSync(answered, 'utf8')
    .split('\n')
    .filter((each) => each !== '')) {
    const [number, text] = line.split('\t');
    const numbers = (): number[] => (text === '' ? [] : text.split(' ').map(Number));
    if (number !== '0') answers[Number(number) - 1] = text.startsWith('!') ? text.slice(1) : numbers();
    else {
      const [frame, protocols] = text.split(' ');
      const names = protocols.split(':');
      if (names.every((name) => READ.has(name)) && names.filter((name) => name === 'ip').length < 2)
        read.add(Number(frame));
    }
  }
  return [answers, read];
}

async function askOurs(filters: readonly string[], capture: string): Promise<Answer[]> {
  const registry = createRegistry();
  const catalogue = createCatalogue(registry.dissectors);
  const made = filters.map((text) => createFilter(registry, catalogue, text));
  const answers = made.map((one): number[] | string => (one.ok ? [] : one.error.message));
  const opened = await openCapture(capture);
  if (!opened.ok) throw new Error(opened.error.message);
  const reader = opened.value;
  const w = createWalk(registry);
  w.frame.interfaces = reader.interfaces;
  for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
    for (let i = 0; i < batch.count; i += 1) {
      setFrame(w, batch, i, reader.interfaces[batch.interfaceId[i]].linkType);
      walkFrame(registry, w, batch.bytes, batch.dataStart[i]);
      made.forEach((one, at) => {
        const answer = answers[at];
        if (one.ok && typeof answer !== 'string' && one.value.test(w)) answer.push(w.frame.number);
      });
      markShown(w.frame);
    }
  }
  await reader.close();
  return answers;
}
