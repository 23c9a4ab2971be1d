/**
 * All dissectors of a capture, built anew for each one (they may hold state), and the tables by which one layer finds the
 * next. The registry is a value, built at the entry; nothing registers itself by being imported.
 */
import { createArp } from './arp.js';
import { DISPATCH_TABLES, type DispatchTable, type Dissector, type Lookup, NONE } from './contract.js';
import { createSll } from './cooked.js';
import { createData, createSkipped } from './data.js';
import { withDerived } from './derived.js';
import { createEth } from './eth.js';
import { createFrame } from './frame.js';
import { createGmp } from './gmp.js';
import { createGmpTcp } from './gmp-tcp.js';
import { createGre } from './gre.js';
import { createIcmp } from './icmp.js';
import { createIcmpv6 } from './icmpv6.js';
import { createIgmp } from './igmp.js';
import { createIpv4 } from './ipv4.js';
import { createIpv6 } from './ipv6.js';
import {
  createAh,
  createDestinationOptions,
  createFragment,
  createHopOptions,
  createRouting,
} from './ipv6-extensions.js';
import { makeLearnedPorts } from './learned.js';
import { createLlc } from './llc.js';
import { createNull } from './loopback.js';
import type { DecodeAs, RegistryOptions } from './options.js';
import { createRaw } from './raw.js';
import { createTcp } from './tcp.js';
import { createUdp } from './udp.js';
import { createIeee8021ad, createVlan } from './vlan.js';

export type { DecodeAs, RegistryOptions } from './options.js';

/** The dissectors, by number. */
export interface Registry {
  readonly dissectors: readonly Dissector[];
  /** Their walks, by number: the loop over layers calls these for every packet. */
  readonly walks: readonly Dissector['walk'][];
  readonly lookup: Lookup;
  /** Forgets all frames: the next one is a capture's first. */
  readonly restart: () => void;
}

/** Makes a dissector for one capture. */
type Maker = (id: number, options: RegistryOptions) => Dissector;

/** The number of the frame dissector and of the one for unknown octets. */
export const FRAME = 0;
export const DATA = 1;

/** Builds the registry for one capture. */
export function createRegistry(options: RegistryOptions = {}): Registry {
  const makers: readonly Maker[] = [
    createFrame,
    createData,
    createEth,
    createVlan,
    createIeee8021ad,
    createLlc,
    createSll,
    createNull,
    createRaw,
    createArp,
    createIpv4,
    createIpv6,
    createHopOptions,
    createRouting,
    createFragment,
    createDestinationOptions,
    createAh,
    createGre,
    createIcmp,
    createIcmpv6,
    createIgmp,
    createUdp,
    createTcp,
    createGmp,
    createGmpTcp,
  ];
  const known = makers.map((make, id) => withDerived(make(id, options), options.derived ?? []));
  const rules = withOffsets(known, options.decodeAs ?? []);
  const dissectors = [...known, ...rules.map(({ dissector }) => dissector)];
  const lookup = makeLookup(dissectors, options, rules);
  return {
    dissectors,
    walks: dissectors.map(({ walk }) => walk),
    lookup,
    restart: () => {
      for (const { restart } of dissectors) restart?.();
      lookup.learned.clear();
    },
  };
}

/** A decode-as rule that begins some octets into the payload: a dissector of its own passes over them. */
interface OffsetRule {
  readonly rule: DecodeAs;
  readonly dissector: Dissector;
}

/** TCP keeps its offsets: they lie behind the length of each message (gmp-tcp.ts). */
function withOffsets(known: readonly Dissector[], rules: readonly DecodeAs[]): readonly OffsetRule[] {
  return rules
    .filter(({ offset, table }) => offset > 0 && table !== 'tcp.port')
    .map((rule, i) => {
      const target = known.findIndex(({ name }) => name === rule.protocol);
      return { rule, dissector: createSkipped(known.length + i, target, rule.offset) };
    });
}

function makeLookup(
  dissectors: readonly Dissector[],
  options: RegistryOptions,
  rules: readonly OffsetRule[],
): Lookup {
  // The first of a name counts: what passes over octets is called data like data itself.
  const ids = new Map<string, number>();
  for (const [id, { name }] of dissectors.entries()) if (!ids.has(name)) ids.set(name, id);
  const chosen = options.decodeAs ?? [];
  const tables = chosen.length === 0 ? usualTables(dissectors) : tablesOf(dissectors);
  const offsets = new Map<string, number>();
  for (const rule of chosen) {
    const skipped = dissectors.findIndex((one) =>
      rules.some((each) => each.rule === rule && each.dissector === one),
    );
    tables[rule.table][rule.value] = skipped >= 0 ? skipped : (ids.get(rule.protocol) ?? NONE);
    if (rule.offset > 0) offsets.set(`${rule.table}=${rule.value}`, rule.offset);
  }
  return {
    tables,
    find: (table, value) => {
      const id = tables[table][value];
      return id === undefined ? NONE : id;
    },
    idOf: (name) => ids.get(name) ?? NONE,
    nameOf: (id) => dissectors[id].name,
    framingOf: (id) => dissectors[id].framing,
    heuristics: options.heuristics === true ? recognisers(dissectors) : [],
    recognises: (id, w) => dissectors[id].recognise?.(w) === true,
    offsetOf: (table, value) => (offsets.size === 0 ? 0 : (offsets.get(`${table}=${value}`) ?? 0)),
    learned: options.witness?.learned(makeLearnedPorts()) ?? makeLearnedPorts(),
  };
}

type Tables = Readonly<Record<DispatchTable, Int16Array>>;

function tablesOf(dissectors: readonly Dissector[]): Tables {
  const tables = Object.fromEntries(
    DISPATCH_TABLES.map((name) => [name, new Int16Array(65536).fill(NONE)]),
  ) as Record<DispatchTable, Int16Array>;
  dissectors.forEach((dissector, id) => {
    for (const [table, value] of dissector.entries) tables[table][value] = id;
  });
  return tables;
}

let usual: Tables | undefined;

/** The tables where nothing is decoded as something else: always the same, and a megabyte, so they are made once. */
function usualTables(dissectors: readonly Dissector[]): Tables {
  usual ??= tablesOf(dissectors);
  return usual;
}

function recognisers(dissectors: readonly Dissector[]): readonly number[] {
  return dissectors.flatMap((dissector, id) => (dissector.recognise === undefined ? [] : [id]));
}
