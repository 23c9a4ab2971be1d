/**
 * The detail tree as JSON in tshark's two structures: `-T json` (nested, keys may occur twice) and `-T ek` (flat, for
 * Elasticsearch: several values of a name become an array).
 */
import type { Catalogue, Field } from '../../dissectors/catalogue.js';
import type { Expert, Frame, Walk } from '../../dissectors/contract.js';
import { GROUP_NUMBERS, SEVERITY_NUMBERS } from '../../dissectors/expert-fields.js';
import { hex } from '../base/address.js';
import { type Json, type JsonObject, type Member, object } from '../base/json-text.js';
import { civilTime } from '../base/time.js';
import type { Value } from '../layout/types.js';
import { fieldsOf, type PacketTree, type TreeLayer, type TreeNode } from './tree.js';
import { outputText } from './value-text.js';

/** What is to be in the JSON of a packet. */
export interface JsonOptions {
  /** Only these fields, as lists of values; undefined: the whole tree. */
  readonly only: readonly string[] | undefined;
  /** Several values of one key become an array, instead of the key standing there twice. */
  readonly merge: boolean;
  /** The octets of layers and fields as well ("…_raw"). */
  readonly raw: boolean;
}

/** A packet as `-T json` has it. */
export function packetJson(
  tree: PacketTree,
  catalogue: Catalogue,
  w: Walk,
  options: JsonOptions,
): JsonObject {
  const { frame } = w;
  const layers =
    options.only === undefined
      ? layerMembers(tree.layers, w, options)
      : onlyMembers(tree, catalogue, options.only, (name) => name);
  return object([
    ['_index', `packets-${dateOf(frame)}`],
    ['_type', 'doc'],
    ['_score', null],
    ['_source', object([['layers', object(layers)]])],
  ]);
}

/** A packet as `-T ek` has it: the line for the index, and the document. */
export function packetEk(
  tree: PacketTree,
  catalogue: Catalogue,
  frame: Frame,
  options: JsonOptions,
): readonly [JsonObject, JsonObject] {
  const layers =
    options.only === undefined
      ? merged(tree.layers.map((layer) => [flatName(layer.name), ekLayer(layer)]))
      : onlyMembers(tree, catalogue, options.only, flatName);
  const seconds = Number.isNaN(frame.sec) ? 0 : frame.sec;
  const millis = seconds * 1000 + Math.floor(frame.nsec / 1e6);
  return [
    object([
      [
        'index',
        object([
          ['_index', `packets-${dateOf(frame)}`],
          ['_type', 'doc'],
        ]),
      ],
    ]),
    object([
      ['timestamp', String(millis)],
      ['layers', object(layers)],
    ]),
  ];
}

function dateOf(frame: Frame): string {
  const { year, month, day } = civilTime(Number.isNaN(frame.sec) ? 0 : frame.sec);
  return [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

/** Octets, and where in them the packet begins (those of a batch hold other packets too). */
interface Source {
  readonly bytes: Uint8Array;
  readonly base: number;
}

function layerMembers(layers: readonly TreeLayer[], w: Walk, options: JsonOptions): Member[] {
  const members = layers.flatMap((layer): Member[] => {
    const source = { bytes: layer.source, base: layer.source === w.sources[0] ? w.starts[0] : 0 };
    const children = nodeMembers(layer.node.children, source, options);
    const member: Member = [layer.name, children.length > 0 ? object(children) : layer.node.text];
    const { start } = layer.node;
    const end = layer.name === 'frame' ? start + w.frame.capLen : layer.node.end;
    if (!options.raw || end === start) return [member];
    return [[`${layer.name}_raw`, rawOf({ ...layer.node, end }, source)], member];
  });
  return options.merge ? merged(members) : members;
}

function nodeMembers(nodes: readonly TreeNode[], source: Source, options: JsonOptions): Member[] {
  const members = nodes.flatMap((node) =>
    node.expert === undefined ? oneNode(node, source, options) : [expertMember(node.expert)],
  );
  return options.merge ? merged(members) : members;
}

function oneNode(node: TreeNode, source: Source, options: JsonOptions): Member[] {
  const { field, value } = node;
  const plain = field === undefined || field.kind === 'subtree';
  const key = plain ? node.text : field.name;
  const text = plain ? undefined : textOf(field, value);
  const children = nodeMembers(node.children, source, options);
  if (plain && node.hidden) return children;
  const members: Member[] = [];
  if (options.raw && !plain && node.end > node.start) members.push([`${key}_raw`, rawOf(node, source)]);
  if (text !== undefined) members.push([key, text]);
  if (node.hidden) members.push(...children);
  else if (children.length > 0) members.push([text === undefined ? key : `${key}_tree`, object(children)]);
  if (text === undefined && children.length === 0) members.push([key, '']);
  for (const alias of field?.meta.alias ?? []) members.push([alias, text ?? '']);
  return members;
}

function textOf(field: Field, value: Value | undefined): string | undefined {
  return value === undefined || field.kind === 'none' ? undefined : outputText(field, value, 'json');
}

function expertMember(expert: Expert): Member {
  return ['_ws.expert', object(expertMembers(expert, ''))];
}

function expertMembers(expert: Expert, none: Json): Member[] {
  return [
    [expert.code, none],
    ['_ws.expert.message', expert.message],
    ['_ws.expert.severity', String(SEVERITY_NUMBERS[expert.severity])],
    ['_ws.expert.group', String(GROUP_NUMBERS[expert.group])],
  ];
}

/** Wireshark's numbers for the types of fields, as "…_raw" has them. */
const RAW_TYPES: Readonly<Record<string, number>> = {
  none: 0,
  protocol: 1,
  flag: 2,
  uint64: 11,
  text: 26,
  ether: 29,
  bytes: 30,
  ipv4: 32,
  ipv6: 33,
  time: 24,
  duration: 25,
};

/** Octets as hex, their place, a mask (0: whole octets) and Wireshark's number of the type. */
function rawOf(node: TreeNode, { bytes, base }: Source): Json {
  const { field, start, end } = node;
  const kind = field?.kind ?? 'none';
  const bits = field?.bits ?? 0;
  const width = Math.max(1, Math.ceil(bits / 8));
  const type = kind === 'uint' ? 3 + width : kind === 'int' ? 11 + width : (RAW_TYPES[kind] ?? 0);
  return [hex(bytes.subarray(start, end)), start - base, end - start, 0, type];
}

/** Gathers the values of equal keys, at the place of the first. */
function merged(members: readonly Member[]): Member[] {
  const lists = new Map<string, Json[]>();
  for (const [key, value] of members) {
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [value]);
    else list.push(value);
  }
  return [...lists].map(([key, list]) => [key, list.length === 1 ? list[0] : list]);
}

/** The fields asked for, each with a list of its values, in the order in which they were asked for. */
function onlyMembers(
  tree: PacketTree,
  catalogue: Catalogue,
  names: readonly string[],
  rename: (name: string) => string,
): Member[] {
  const nodes = tree.layers.flatMap((layer) => [layer.node, ...fieldsOf(layer.node.children)]);
  return names.flatMap((name): Member[] => {
    const takes = new Set([name, ...(catalogue.byName.get(name)?.members ?? [])]);
    const values = nodes.flatMap(({ field, value, text }) => {
      if (field === undefined || !takes.has(field.name)) return [];
      if (field.kind === 'protocol') return [text];
      return value === undefined ? [] : [outputText(field, value, 'json')];
    });
    return values.length === 0 ? [] : [[rename(name), values]];
  });
}

function flatName(name: string): string {
  return name.replaceAll('.', '_');
}

function ekLayer(layer: TreeLayer): Json {
  const members: Member[] = [];
  flatten(layer.node.children, members);
  return object(merged(members));
}

/** Fields of all depths become members of their layer. */
function flatten(nodes: readonly TreeNode[], members: Member[]): void {
  for (const node of nodes) {
    const { field, value, expert } = node;
    if (expert !== undefined) {
      const inner = expertMembers(expert, null).map(([key, one]): Member => [ekExpertName(key), one]);
      members.push(['_ws_expert', object(inner)]);
      continue;
    }
    if (field === undefined || field.kind === 'subtree') {
      if (!node.hidden) members.push(['text', node.text]);
    } else {
      members.push([ekName(field, field.name), ekValue(field, value)]);
      for (const alias of field.meta.alias ?? []) members.push([ekName(field, alias), ekValue(field, value)]);
    }
    flatten(node.children, members);
  }
}

function ekName(field: Field, name: string): string {
  return `${flatName(field.protocol)}_${flatName(name)}`;
}

function ekExpertName(code: string): string {
  const protocol = code.startsWith('_ws') ? '_ws_expert' : code.split('.')[0];
  return `${protocol}_${flatName(code)}`;
}

function ekValue(field: Field, value: Value | undefined): Json {
  if (value === undefined || field.kind === 'none') return null;
  if (typeof value === 'boolean') return value;
  if (field.kind === 'time') return isoTime(BigInt(value as bigint));
  return outputText(field, value, 'json');
}

/** "2012-02-25T15:00:15.623411000Z" */
function isoTime(nanos: bigint): string {
  const billion = 1_000_000_000n;
  const fraction = ((nanos % billion) + billion) % billion;
  const t = civilTime(Number((nanos - fraction) / billion));
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(t.year).padStart(4, '0')}-${two(t.month)}-${two(t.day)}`;
  return `${day}T${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(fraction).padStart(9, '0')}Z`;
}
