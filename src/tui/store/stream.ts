/**
 * Following a stream: all payload of one TCP or UDP conversation, gathered in the background by a reading of its own.
 */
import type { Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import { formatIpv4, formatIpv6 } from '../../base/address.js';
import type { ContextSource } from './context-source.js';
import type { Stream, StreamPiece } from './contract.js';
import type { Reading } from './reading.js';
import { createOrdering, type Ordering } from './segments.js';
import type { Slices } from './slices.js';

/** One packet's part of a conversation. */
interface Part {
  readonly protocol: 'tcp' | 'udp';
  readonly stream: number;
  readonly from: string;
  readonly to: string;
  readonly layer: number;
}

/** Octets that are kept of a stream. */
const MOST_OCTETS = 16 * 1024 * 1024;
const MOST_TEXT = `only the first ${MOST_OCTETS / 1024 / 1024} MiB are shown; save the packets to have all of them`;
const STOPPED_TEXT = 'stopped: what came later was not looked at';
const TURN = 500;

/** Follows streams, one after the other. */
export interface Follower {
  readonly stream: () => Stream | undefined;
  readonly follow: (number: number) => void;
  readonly stop: () => void;
}

/** Makes a follower; `begin` starts a reading, `count` tells how many packets there are. */
export function createFollower(
  begin: () => Reading,
  source: ContextSource,
  count: () => number,
  slices: Slices,
  changed: () => void,
): Follower {
  let stream: Stream | undefined;
  let end = (): void => undefined;
  const stop = (): void => {
    end();
    if (stream !== undefined && !stream.complete) stream = { ...stream, complete: true, cut: STOPPED_TEXT };
    changed();
  };
  const follow = (number: number): void => {
    end();
    if (number === 0) {
      stop();
      return;
    }
    source.hurry(number);
    if (source.at() >= number) {
      gather(number, conversationOf(source, number));
      return;
    }
    stream = { number, name: '', filter: '', ends: ['', ''], pieces: [], complete: false };
    changed();
    end = slices.run(() => {
      if (source.at() < number) return true;
      gather(number, conversationOf(source, number));
      return false;
    });
  };
  const gather = (number: number, found: Part | undefined): void => {
    if (found === undefined) {
      stream = { number, name: '', filter: '', ends: ['', ''], pieces: [], complete: true };
      changed();
      return;
    }
    const gathering = createGathering(found);
    const reading = begin();
    const tell = (complete: boolean): void => {
      const { protocol, stream: index } = found;
      const name = `${protocol.toUpperCase()} stream ${index}`;
      const filter = `${protocol}.stream == ${index}`;
      const { pieces } = gathering;
      const cut = gathering.full() ? MOST_TEXT : undefined;
      const read = count() === 0 ? 1 : reading.at() / count();
      stream = { number, name, filter, ends: gathering.ends(), pieces, complete, cut, read };
      changed();
    };
    tell(false);
    end = slices.run(() => {
      const whole = reading.onTo(Math.min(count(), reading.at() + TURN), (w) =>
        gathering.take(reading.registry, w),
      );
      const done = !whole || reading.at() >= count() || gathering.full();
      if (done) gathering.end();
      tell(done);
      return !done;
    });
  };
  return {
    stream: () => stream,
    follow,
    stop,
  };
}

/** Packets walked before it, to find the conversation of a packet: its number is known anyway. */
const BEFORE = 64;

/** The conversation of a packet whose context is known. */
function conversationOf(source: ContextSource, number: number): Part | undefined {
  const recall = source.recall();
  const { frames } = recall.owed(number, BEFORE);
  recall.pay(frames, 0, frames.length);
  return recall.show(number, false) ? partOf(recall.registry, recall.walk) : undefined;
}

/** The innermost TCP or UDP layer. */
function partOf(registry: Registry, w: Walk): Part | undefined {
  for (let i = w.count - 1; i > 0; i -= 1) {
    const { name, generated } = registry.dissectors[w.ids[i]];
    if (name !== 'tcp' && name !== 'udp') continue;
    const stream = generated.find((one) => one.name === `${name}.stream`)?.compute(w, i);
    const bytes = w.sources[i];
    const at = w.starts[i];
    if (typeof stream !== 'number' || at + 4 > w.ends[i]) return undefined;
    const [source, destination] = addressesOf(registry, w, i);
    const from = `${source}:${(bytes[at] << 8) | bytes[at + 1]}`;
    const to = `${destination}:${(bytes[at + 2] << 8) | bytes[at + 3]}`;
    return { protocol: name, stream, from, to, layer: i };
  }
  return undefined;
}

function addressesOf(registry: Registry, w: Walk, layer: number): readonly [string, string] {
  for (let i = layer - 1; i > 0; i -= 1) {
    const bytes = w.sources[i];
    const at = w.starts[i];
    const { name } = registry.dissectors[w.ids[i]];
    if (name === 'ip' && at + 20 <= w.ends[i]) {
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      return [formatIpv4(view.getUint32(at + 12)), formatIpv4(view.getUint32(at + 16))];
    }
    if (name === 'ipv6' && at + 40 <= w.ends[i])
      return [`[${formatIpv6(bytes, at + 8)}]`, `[${formatIpv6(bytes, at + 24)}]`];
  }
  return ['', ''];
}

interface Gathering {
  readonly pieces: StreamPiece[];
  readonly ends: () => readonly [string, string];
  readonly take: (registry: Registry, w: Walk) => boolean;
  readonly end: () => void;
  readonly full: () => boolean;
}

const SYN = 2;

function createGathering({ protocol, stream }: Part): Gathering {
  const pieces: StreamPiece[] = [];
  let octets = 0;
  let ends: readonly [string, string] = ['', ''];
  const put = (piece: StreamPiece): void => {
    pieces.push(piece);
    octets += piece.bytes.length;
  };
  const orderings: readonly [Ordering, Ordering] = [createOrdering(false, put), createOrdering(true, put)];
  const full = (): boolean => octets >= MOST_OCTETS;
  return {
    pieces,
    ends: () => ends,
    full,
    end: () => {
      for (const ordering of orderings) ordering.end();
    },
    take: (registry, w) => {
      const part = partOf(registry, w);
      if (part === undefined || part.protocol !== protocol || part.stream !== stream) return true;
      if (ends[0] === '') ends = [part.from, part.to];
      const back = part.from !== ends[0];
      const i = part.layer;
      const bytes = w.sources[i].slice(w.payloads[i], w.ends[i]);
      const { number } = w.frame;
      if (protocol === 'udp') {
        if (bytes.length > 0) put({ number, back, bytes, missing: 0 });
        return !full();
      }
      const at = w.starts[i];
      if (at + 14 > w.ends[i]) return true;
      const seq = new DataView(w.sources[i].buffer, w.sources[i].byteOffset).getUint32(at + 4);
      const ordering = orderings[back ? 1 : 0];
      if ((w.sources[i][at + 13] & SYN) !== 0) ordering.begin(seq);
      else ordering.take(seq, number, bytes);
      return !full();
    },
  };
}
