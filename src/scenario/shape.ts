/**
 * Holds a file against the shape of scenario files, and tells what differs by place, not by path.
 */
import type { z } from 'zod';
import { nearest } from '../base/nearest.js';
import type { Note, Written, WrittenText } from './source.js';

type Plain = string | readonly Plain[] | { readonly [key: string]: Plain };

/** Notes every difference between a file and a shape. */
export function checkShape(schema: z.ZodType, written: Written, note: Note): void {
  const result = schema.safeParse(plainOf(written));
  if (result.success) return;
  for (const issue of result.error.issues) noteIssue(schema, issue, written, note);
}

/** A file as values. Keys that objects have by nature are keys like all others here. */
function plainOf(written: Written): Plain {
  if (written.kind === 'text') return written.text;
  if (written.kind === 'list') return written.items.map(plainOf);
  const plain = Object.create(null) as Record<string, Plain>;
  for (const { key, value } of written.entries) plain[key.text] = plainOf(value);
  return plain;
}

type Issue = z.core.$ZodIssue;

function noteIssue(schema: z.ZodType, issue: Issue, root: Written, note: Note): void {
  const written = follow(root, issue.path);
  if (issue.code === 'invalid_union') {
    // The member that fits best says what is wrong: the one that came furthest.
    const deepest = issue.errors
      .map((issues) => issues.filter(({ code, path }) => path.length > 0 || code === 'unrecognized_keys'))
      .find((issues) => issues.length > 0);
    if (deepest !== undefined) {
      for (const inner of deepest) noteIssue(schema, inner, written, note);
      return;
    }
  }
  if (issue.code === 'unrecognized_keys') {
    for (const name of issue.keys) note(keyOf(written, name)?.place ?? written.place, unknownKey(name));
    return;
  }
  if (issue.code === 'invalid_key') {
    const key = keyOf(follow(root, issue.path.slice(0, -1)), String(issue.path.at(-1)));
    note((key ?? written).place, 'this key is not possible here');
    return;
  }
  const last = issue.path.at(-1);
  const missing = root !== written || issue.path.length === 0 ? undefined : String(last);
  if (missing !== undefined) note(root.place, `${missing} is missing`);
  else note(written.place, messageOf(issue));
}

function unknownKey(name: string): string {
  const near = nearest(name, KEYS, 2);
  return `"${name}" is no key here${near.length === 0 ? '' : `; nearest: ${near.join(', ')}`}`;
}

const KEYS = [
  'purpose',
  'clause',
  'include',
  'parameters',
  'actors',
  'principals',
  'routers',
  'hosts',
  'subnets',
  'session',
  'network',
  'policies',
  'transport',
  'seed',
  'timeline',
  'findings',
  'runs',
  'mode',
  'secure',
  'period',
  'timeout',
  'termination',
  'members',
  'name',
  'delay',
  'jitter',
  'loss',
  'duplication',
  'reordering',
  'kind',
  'subnet',
  'drift',
  'sessions',
  'creators',
  'authorisation',
];

const EXPECTED: Readonly<Record<string, string>> = {
  object: 'a map is expected here, {name: value}',
  record: 'a map is expected here, {name: value}',
  array: 'a list is expected here, [a, b]',
  string: 'a text is expected here',
};

function messageOf(issue: Issue): string {
  return (issue.code === 'invalid_type' ? EXPECTED[issue.expected] : undefined) ?? issue.message;
}

function keyOf(written: Written, name: string): WrittenText | undefined {
  if (written.kind !== 'map') return undefined;
  return written.entries.find(({ key }) => key.text === name)?.key;
}

function follow(root: Written, path: readonly PropertyKey[]): Written {
  let written = root;
  for (const step of path) {
    const next =
      written.kind === 'list'
        ? written.items[Number(step)]
        : written.kind === 'map'
          ? written.entries.find(({ key }) => key.text === String(step))?.value
          : undefined;
    if (next === undefined) return written;
    written = next;
  }
  return written;
}
