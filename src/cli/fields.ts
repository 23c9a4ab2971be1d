/**
 * `gmpshark fields`: the list of all fields, from the tables.
 */
import { type Catalogue, createCatalogue, type Field } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { nearestHint } from '../base/nearest.js';
import { createDeriving } from './derive.js';
import { EXIT } from './exit.js';
import { hasUtf8 } from './locale.js';
import { complain, printText } from './output.js';
import { faultText } from './usage.js';

/** Prints the fields whose names begin with `prefix`; gives the exit status. */
export function listFields(prefix: string | undefined, type: 'text' | 'json'): number {
  const catalogue = createCatalogue(createRegistry({ derived: createDeriving().derived }).dissectors);
  const fields = catalogue.fields.filter(({ name }) => name.startsWith(prefix ?? ''));
  if (fields.length === 0) {
    const argument = prefix ?? '';
    const hint = nearestHint(argument, catalogue.byName.keys());
    complain(
      faultText({
        message: `no field's name begins with "${argument}"`,
        flag: 'fields',
        argument,
        from: 0,
        to: argument.length,
        ...(hint === undefined ? {} : { hint }),
      }),
    );
    return EXIT.usage;
  }
  return printText(
    type === 'json' ? `${JSON.stringify(fields.map(jsonOf), null, 2)}\n` : textOf(fields, catalogue),
  );
}

/** Wireshark's names for the types of values. */
const TYPES: Readonly<Record<Field['kind'], string>> = {
  protocol: 'FT_PROTOCOL',
  subtree: 'FT_NONE',
  none: 'FT_NONE',
  flag: 'FT_BOOLEAN',
  uint: 'FT_UINT',
  int: 'FT_INT',
  uint64: 'FT_UINT64',
  text: 'FT_STRING',
  bytes: 'FT_BYTES',
  ipv4: 'FT_IPv4',
  ipv6: 'FT_IPv6',
  ether: 'FT_ETHER',
  time: 'FT_ABSOLUTE_TIME',
  duration: 'FT_RELATIVE_TIME',
};

function typeOf({ kind, bits }: Field): string {
  if (kind !== 'uint' && kind !== 'int') return TYPES[kind];
  const width = [8, 16, 24].find((size) => bits > 0 && bits <= size) ?? 32;
  return `${TYPES[kind]}${width}`;
}

interface NamedValue {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

function valuesOf({ meta, kind }: Field): readonly NamedValue[] {
  if (kind === 'flag') {
    const [yes, no] = meta.words ?? ['Set', 'Not set'];
    return [
      { from: 0, to: 0, name: no },
      { from: 1, to: 1, name: yes },
    ];
  }
  const single = Object.entries(meta.values ?? {}).map(([value, name]) => ({
    from: Number(value),
    to: Number(value),
    name,
  }));
  return [...single, ...(meta.ranges ?? []).map(([from, to, name]) => ({ from, to, name }))];
}

/** Everything that is known of a field. */
function jsonOf(field: Field): object {
  const { name, title, bits, meta, protocol, protocolTitle, spec, generated, members } = field;
  return {
    name,
    type: typeOf(field),
    title,
    bits,
    protocol,
    protocolTitle,
    spec,
    generated,
    hidden: meta.hidden === true,
    base: meta.base ?? null,
    unit: meta.unit?.trim() ?? null,
    clause: meta.clause ?? null,
    profile: meta.profile ?? null,
    aliases: meta.alias ?? [],
    members,
    values: valuesOf(field),
    texts: meta.texts ?? [],
  };
}

function textOf(fields: readonly Field[], { byName }: Catalogue): string {
  const width = Math.max(...fields.map(({ name }) => name.length));
  const typeWidth = Math.max(...fields.map((field) => typeOf(field).length));
  const lines: string[] = [];
  let protocol = '';
  for (const field of fields) {
    if (field.protocol !== protocol) {
      protocol = field.protocol;
      const spec = byName.get(protocol)?.spec ?? field.spec;
      const document = spec === 'none' ? '' : ` (${spec})`;
      lines.push(`${lines.length > 0 ? '\n' : ''}${protocol}: ${field.protocolTitle}${document}`);
    }
    if (field.kind === 'protocol') continue;
    const notes = notesOf(field);
    const head = `  ${field.name.padEnd(width)}  ${typeOf(field).padEnd(typeWidth)}  ${field.title}`;
    lines.push(notes === '' ? head : `${head}  ${notes}`);
    const words = field.kind === 'flag' ? [] : [...valuesOf(field).map(wordOf), ...(field.meta.texts ?? [])];
    if (words.length > 0) lines.push(...wrapped(words, width + typeWidth + 6));
  }
  const text = `${lines.join('\n')}\n`;
  return hasUtf8(process.env) ? text : text.replaceAll('—', '-').replaceAll('…', '..');
}

/** Clause, profile mark, and whether it is computed, hidden or another name. */
function notesOf({ meta, generated, members }: Field): string {
  const notes: string[] = [];
  if (meta.clause !== undefined) notes.push(meta.clause);
  if (meta.profile !== undefined) notes.push(`profile: ${meta.profile}`);
  if (generated) notes.push('computed');
  if (meta.hidden === true) notes.push('not in the tree');
  if (members.length > 0) notes.push(`stands for ${members.join(', ')}`);
  return notes.length === 0 ? '' : `[${notes.join('; ')}]`;
}

const LINE = 110;
const MOST_VALUES = 40;

function wordOf({ from, to, name }: NamedValue): string {
  return `${from === to ? from : `${from}…${to}`} ${name}`;
}

/** Values under their field, as many a line as fit. */
function wrapped(all: readonly string[], indent: number): readonly string[] {
  const words = all.slice(0, MOST_VALUES);
  if (all.length > MOST_VALUES) words.push(`and ${all.length - MOST_VALUES} more (-T json has all)`);
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && indent + line.length + 2 + word.length > LINE) {
      lines.push(' '.repeat(indent) + line);
      line = '';
    }
    line += line === '' ? word : `; ${word}`;
  }
  lines.push(' '.repeat(indent) + line);
  return lines;
}
