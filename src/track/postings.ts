/**
 * Lists of what was reported when, for tens of thousands of subjects and millions of reports: a few octets each. What stood at
 * a frame is found by looking back over a list's blocks; nothing is ever copied.
 *
 *   list 7 ──► block ──► block ──► block        a block: what stood before it, then steps from frame to frame
 */

/** What stood in a list at a frame. Frames: 0 stands for none. */
export interface Standing {
  /** Where it began last, and its last report. */
  readonly since: number;
  readonly last: number;
  /** Reports since it began. */
  readonly count: number;
  readonly version: number;
  /** Where it was over; 0: it goes on. */
  readonly over: number;
  /** Whether somebody said so. */
  readonly isLeft: boolean;
}

/** Is told of a report, of one that begins a new life, of the end of one: by itself, or by somebody's word. */
export type StepTeller = (
  frame: number,
  what: 'reported' | 'began' | 'gone' | 'left',
  version: number,
) => void;

/** Lists by number. */
export interface Postings {
  /** A new list. */
  readonly make: () => number;
  /** A report in a list; `begins`: it is the first one of a new life. Frames never run back. */
  readonly report: (list: number, frame: number, version: number, begins: boolean) => void;
  /** Its life is over. */
  readonly end: (list: number, frame: number, isLeft: boolean) => void;
  /** What stood in it just after a frame; undefined where nothing had been reported yet. */
  readonly at: (list: number, frame: number) => Standing | undefined;
  /** Tells of each report and end in it behind a frame and up to another one, in their order. */
  readonly between: (list: number, behind: number, to: number, tell: StepTeller) => void;
  /** Octets that all lists take. */
  readonly size: () => number;
}

/** Octets of blocks, from a list's first one on; a block lies in one chunk. */
const SIZES = [44, 64, 96, 144, 216, 324, 484, 724, 1024];
const CHUNK = 1 << 18;
/** Words of a block's head: the block before it (and 1), its first frame, its size, and what stood before it. */
const HEAD = 8;
const [BEFORE, FIRST, SIZE, SINCE, LAST, COUNT, OVER, MARKS] = [0, 1, 2, 3, 4, 5, 6, 7];
/** The lowest two bits of a step. Nothing follows where they are 0. */
const [REPORT, BEGIN, OTHER] = [1, 2, 3];
/** What an octet behind OTHER says: it was over by itself, somebody left, or reports are of another version. */
const [GONE, LEFT, VERSION] = [1, 2, 16];
/** Most octets of a step. */
const STEP = 6;

interface Chunk {
  readonly words: Uint32Array;
  readonly octets: Uint8Array;
}

type Open = { -readonly [K in keyof Standing]: Standing[K] };

interface Lists {
  readonly chunks: Chunk[];
  /** Words taken of the last chunk. */
  taken: number;
  count: number;
  /** By list: its last block, octets taken in it, its last frame, its version. */
  blocks: Uint32Array;
  used: Uint16Array;
  frames: Uint32Array;
  versions: Uint8Array;
}

/** No lists. */
export function createPostings(): Postings {
  const lists: Lists = {
    chunks: [],
    taken: CHUNK,
    count: 0,
    blocks: new Uint32Array(64),
    used: new Uint16Array(64),
    frames: new Uint32Array(64),
    versions: new Uint8Array(64),
  };
  return {
    make: () => {
      if (lists.count === lists.blocks.length) enlarge(lists);
      lists.count += 1;
      return lists.count - 1;
    },
    report: (list, frame, version, begins) => {
      if (version !== lists.versions[list]) {
        lists.versions[list] = version;
        step(lists, list, frame, OTHER, VERSION + version);
      }
      step(lists, list, frame, begins ? BEGIN : REPORT, 0);
    },
    end: (list, frame, isLeft) => step(lists, list, frame, OTHER, isLeft ? LEFT : GONE),
    at: (list, frame) => standingAt(lists, list, frame),
    between: (list, behind, to, tell) => tellSteps(lists, list, [behind, to], tell),
    size: () => lists.chunks.length * CHUNK * 4 + lists.blocks.length * 11,
  };
}

function enlarge(lists: Lists): void {
  const length = lists.blocks.length * 2;
  const { blocks, used, frames, versions } = lists;
  lists.blocks = new Uint32Array(length);
  lists.used = new Uint16Array(length);
  lists.frames = new Uint32Array(length);
  lists.versions = new Uint8Array(length);
  lists.blocks.set(blocks);
  lists.used.set(used);
  lists.frames.set(frames);
  lists.versions.set(versions);
}

/** A block's number counts words over all chunks, from 1 on. */
function chunkAt({ chunks }: Lists, block: number): Chunk {
  return chunks[Math.floor((block - 1) / CHUNK)];
}

function placeIn(block: number): number {
  return (block - 1) % CHUNK;
}

function step(lists: Lists, list: number, frame: number, kind: number, more: number): void {
  let block = lists.blocks[list];
  if (block === 0 || lists.used[list] + STEP > chunkAt(lists, block).words[placeIn(block) + SIZE]) {
    block = addBlock(lists, list, frame);
  }
  const { octets } = chunkAt(lists, block);
  const start = placeIn(block) * 4;
  let at = start + lists.used[list];
  // Multiplied, not shifted: the distance of two frames may have 32 bits.
  let left = (frame - lists.frames[list]) * 4 + kind;
  while (left >= 128) {
    octets[at] = (left % 128) + 128;
    left = Math.floor(left / 128);
    at += 1;
  }
  octets[at] = left;
  at += 1;
  if (kind === OTHER) {
    octets[at] = more;
    at += 1;
  }
  lists.used[list] = at - start;
  lists.frames[list] = frame;
}

function addBlock(lists: Lists, list: number, frame: number): number {
  const before = lists.blocks[list];
  const standing = before === 0 ? undefined : standingAt(lists, list, lists.frames[list]);
  const size = before === 0 ? SIZES[0] : nextSize(chunkAt(lists, before).words[placeIn(before) + SIZE]);
  if (lists.taken + size / 4 > CHUNK) {
    const buffer = new ArrayBuffer(CHUNK * 4);
    lists.chunks.push({ words: new Uint32Array(buffer), octets: new Uint8Array(buffer) });
    lists.taken = 0;
  }
  const block = (lists.chunks.length - 1) * CHUNK + lists.taken + 1;
  const { words } = lists.chunks[lists.chunks.length - 1];
  const head = lists.taken;
  words[head + BEFORE] = before;
  words[head + FIRST] = frame;
  words[head + SIZE] = size;
  if (standing !== undefined) {
    words[head + SINCE] = standing.since;
    words[head + LAST] = standing.last;
    words[head + COUNT] = standing.count;
    words[head + OVER] = standing.over;
    words[head + MARKS] = standing.version * 2 + Number(standing.isLeft);
  }
  lists.taken += size / 4;
  lists.blocks[list] = block;
  lists.used[list] = HEAD * 4;
  lists.frames[list] = frame;
  return block;
}

function nextSize(size: number): number {
  return SIZES[Math.min(SIZES.indexOf(size) + 1, SIZES.length - 1)];
}

function standingAt(lists: Lists, list: number, frame: number): Standing | undefined {
  let block = lists.blocks[list];
  while (block !== 0 && chunkAt(lists, block).words[placeIn(block) + FIRST] > frame) {
    block = chunkAt(lists, block).words[placeIn(block) + BEFORE];
  }
  if (block === 0) return undefined;
  const standing = standingBefore(lists, block);
  readBlock(lists, block, frame, (at, kind, more) => takeStep(standing, at, kind, more));
  return standing.last === 0 ? undefined : standing;
}

/** What stood before a block. */
function standingBefore(lists: Lists, block: number): Open {
  const { words } = chunkAt(lists, block);
  const head = placeIn(block);
  return {
    since: words[head + SINCE],
    last: words[head + LAST],
    count: words[head + COUNT],
    version: words[head + MARKS] >> 1,
    over: words[head + OVER],
    isLeft: (words[head + MARKS] & 1) === 1,
  };
}

/** Visits the steps of a block up to a frame. */
function readBlock(
  lists: Lists,
  block: number,
  to: number,
  visit: (frame: number, kind: number, more: number) => void,
): void {
  const { words, octets } = chunkAt(lists, block);
  const head = placeIn(block);
  const end = head * 4 + words[head + SIZE];
  let now = words[head + FIRST];
  let at = (head + HEAD) * 4;
  while (at < end && octets[at] !== 0) {
    let value = octets[at] & 127;
    for (let unit = 128; octets[at] >= 128; unit *= 128) {
      at += 1;
      value += (octets[at] & 127) * unit;
    }
    at += 1;
    now += Math.floor(value / 4);
    if (now > to) return;
    const kind = value % 4;
    visit(now, kind, kind === OTHER ? octets[at] : 0);
    if (kind === OTHER) at += 1;
  }
}

function tellSteps(
  lists: Lists,
  list: number,
  [behind, to]: readonly [number, number],
  tell: StepTeller,
): void {
  const blocks: number[] = [];
  for (let block = lists.blocks[list]; block !== 0; ) {
    const { words } = chunkAt(lists, block);
    const first = words[placeIn(block) + FIRST];
    if (first <= to) blocks.push(block);
    if (first <= behind) break;
    block = words[placeIn(block) + BEFORE];
  }
  for (const block of blocks.reverse()) {
    const standing = standingBefore(lists, block);
    readBlock(lists, block, to, (frame, kind, more) => {
      takeStep(standing, frame, kind, more);
      if (frame <= behind || more >= VERSION) return;
      if (kind === OTHER) tell(frame, more === LEFT ? 'left' : 'gone', standing.version);
      else tell(frame, kind === BEGIN ? 'began' : 'reported', standing.version);
    });
  }
}

function takeStep(standing: Open, frame: number, kind: number, more: number): void {
  if (kind === OTHER) {
    if (more >= VERSION) {
      standing.version = more - VERSION;
      return;
    }
    standing.over = frame;
    standing.isLeft = more === LEFT;
    return;
  }
  if (kind === BEGIN) {
    standing.since = frame;
    standing.count = 0;
    standing.over = 0;
    standing.isLeft = false;
  }
  standing.last = frame;
  standing.count += 1;
}
