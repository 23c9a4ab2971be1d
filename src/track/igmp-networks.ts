/**
 * Networks of a capture: a capture interface is on a network. Interfaces that tell addresses of one network (if_IPv4addr) are on
 * the same; any other is on one of its own; each VLAN of one is another.
 */
import type { Walk } from '../../dissectors/contract.js';
import { vlanTable } from '../../dissectors/vlan.js';
import { formatIpv4 } from '../base/address.js';
import { type Micros, micros } from '../base/micros.js';
import { compileReader } from '../layout/readers.js';
import type { IgmpNetwork, IgmpTable } from './igmp-contract.js';
import { createIgmpTable, createNetworkGroups } from './igmp-table.js';

/** The networks found so far. */
export interface Networks {
  readonly all: IgmpNetwork[];
  /** The network of the frame that was walked. */
  readonly of: (w: Walk) => IgmpNetwork;
}

const NONE = micros(-1);
/** Cooked captures: of all interfaces at once. */
const COOKED = [113, 276];
const vlanOf = compileReader(vlanTable, 'vlan.id');

/** No networks yet. */
export function createNetworks(vlanIds: readonly number[]): Networks {
  const all: IgmpNetwork[] = [];
  const table = createIgmpTable();
  const byKey = new Map<string, IgmpNetwork>();
  const byInterface: (IgmpNetwork | undefined)[] = [];
  const named = (w: Walk, tags: string): IgmpNetwork => {
    const key = keyOf(w) + tags;
    let found = byKey.get(key);
    if (found === undefined) {
      found = newNetwork(table, all.length + 1, key, w);
      all.push(found);
      byKey.set(key, found);
    }
    return found;
  };
  const of = (w: Walk): IgmpNetwork => {
    // The tags, where there are any, stand right behind the link layer.
    if (w.count > 2 && vlanIds.includes(w.ids[2])) return named(w, tagsOf(w, vlanIds));
    const { interfaceId } = w.frame;
    const known = byInterface[interfaceId];
    if (known !== undefined) return known;
    const found = named(w, '');
    byInterface[interfaceId] = found;
    return found;
  };
  return { all, of };
}

function tagsOf(w: Walk, vlanIds: readonly number[]): string {
  let tags = '';
  for (let i = 2; i < w.count && vlanIds.includes(w.ids[i]); i += 1) {
    if (w.ends[i] - w.starts[i] >= 2) tags += `, VLAN ${vlanOf(w.sources[i], w.starts[i])}`;
  }
  return tags;
}

function keyOf({ frame }: Walk): string {
  const { interfaces, interfaceId } = frame;
  if (interfaces.length === 0) return 'network of the capture';
  const face = interfaces[interfaceId];
  const first = face?.ipv4?.[0];
  if (first !== undefined) {
    return `network ${formatIpv4((first.address & first.mask) >>> 0)}/${bitsOf(first.mask)}`;
  }
  const name = face?.name === undefined ? '' : ` (${face.name})`;
  return `network at interface ${interfaceId}${name}`;
}

/** Leading ones of a mask. */
function bitsOf(mask: number): number {
  return Math.clz32(~mask);
}

function newNetwork(table: IgmpTable, number: number, key: string, { frame }: Walk): IgmpNetwork {
  const ipv4 = frame.interfaces[frame.interfaceId]?.ipv4 ?? [];
  return {
    number,
    key,
    prefixes: ipv4.map(({ address, mask }) => ({ address: (address & mask) >>> 0, mask })),
    mixed: COOKED.includes(frame.linkType),
    messages: 0,
    firstAt: NONE,
    firstFrame: 0,
    lastFrame: 0,
    version: 0,
    queriers: new Map(),
    groups: createNetworkGroups(table, number),
    hosts: new Map(),
    queryAt: NONE as Micros,
    queryFrame: 0,
    queries: 0,
    memberships: 0,
    sweptAt: NONE as Micros,
  };
}
