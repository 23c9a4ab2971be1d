/**
 * The field manual docs/gmp-profile.md, made from the tables: what stands where, by which clause, and what this project
 * decided. gmp-manual.test.ts holds the file against it; `npx vitest run test/dissectors/gmp-manual -u` writes it anew.
 */
import type { Dissector } from '../../dissectors/contract.js';
import { GMP_FINDINGS } from '../../dissectors/gmp-findings.js';
import { gmpMmTable, gmpNeitherTable } from '../../dissectors/gmp-mm-tables.js';
import { GMP_HEADER, GMP_MESSAGES, GMP_PORT, GMP_TLVS, MOST_MEMBERS } from '../../dissectors/gmp-names.js';
import { gmpSmTable } from '../../dissectors/gmp-sm-tables.js';
import { showTenths } from '../../dissectors/gmp-text.js';
import { headerDiagram } from '../../src/layout/diagram.js';
import type { FieldItem, Header, Item, Meta } from '../../src/layout/types.js';

/** The manual's text. */
export function gmpManual(dissector: Dissector): string {
  return [
    ...INTRODUCTION,
    ...messages(),
    ...layout('SM: session management (clause 8.2, figure 25)', gmpSmTable),
    ...layout('MM: membership management (clause 8.4, figure 26)', gmpMmTable),
    ...layout('Neither family [profile]', gmpNeitherTable),
    ...parameters(),
    ...computed(dissector),
    ...TRANSPORT,
    ...findings(),
  ].join('\n');
}

const INTRODUCTION = [
  '# GMP on the wire: field manual and profile',
  '',
  'GMP is ITU-T X.602 (04/2004) | ISO/IEC 16513. Its figures 25 and 26 and several encodings are not in its text. Where the',
  'text decides, this page gives the clause; where it is silent, this project decided, and **[profile]** marks it. This page',
  'is made from the layout tables in `dissectors/gmp-*.ts`, and a test holds it against them.',
  '',
  `All integers are big-endian. A header has ${GMP_HEADER} octets, in both families.`,
  '',
  '**Which family?** [profile] Both begin with a 4-bit version. The two top bits of octet 1 tell them apart without context:',
  '`00` is SM (its codes stop at 0x0E), `01` and `10` are MM (they are the mode), `11` is neither.',
  '',
];

function messages(): string[] {
  const rows = GMP_MESSAGES.map((one) => {
    const code =
      one.family === 'SM' ? `0x${one.code.toString(16).padStart(2, '0')}` : `0x${one.code.toString(16)}`;
    const clause = `${one.clause}; ${one.table}`;
    return [one.mnemonic, one.family, code, one.title, one.sentBy.join(', '), clause, mark(one)];
  });
  return table('Messages', ['type', 'family', 'code', 'title', 'sent by', 'clause', 'profile'], rows);
}

function mark(facts: { readonly profile?: string }): string {
  return facts.profile === undefined ? '' : `**[profile]** ${facts.profile}`;
}

function layout(title: string, header: Header): string[] {
  const rows = header.items.flatMap((item) => rowsOf(item, ''));
  return [
    `## ${title}`,
    '',
    '```',
    ...headerDiagram(header).map((row) => row.trimEnd()),
    '```',
    '',
    ...rowsTable(['field', 'type', 'title', 'values', 'there when', 'clause', 'profile'], rows),
  ];
}

/** A row for each field; `on` is the condition under which it is there. */
function rowsOf(item: Item, on: string): string[][] {
  if (item.kind === 'when') {
    const { field, is, not } = item.on;
    const own = is === undefined ? `${field} is not ${runs(not ?? [])}` : `${field} is ${runs(is)}`;
    const both = on === '' ? own : `${on}, ${own}`;
    return item.items.flatMap((part) => rowsOf(part, both));
  }
  const row = [
    `\`${item.name}\``,
    typeOf(item),
    item.title,
    valuesOf(item.meta),
    on,
    item.meta.clause ?? '',
    mark(item.meta),
  ];
  const inner = 'items' in item ? (item.items as readonly Item[]) : [];
  return [row, ...inner.flatMap((part) => rowsOf(part, item.kind === 'window' ? '' : on))];
}

/** 1, 2, 3, 7 → "1 to 3, 7". */
function runs(values: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const first = values[i];
    while (values[i + 1] === values[i] + 1) i += 1;
    parts.push(values[i] === first ? `${first}` : `${first} to ${values[i]}`);
  }
  return parts.join(', ');
}

function typeOf(item: FieldItem): string {
  switch (item.kind) {
    case 'uint':
    case 'group':
      return `u${item.bits}`;
    case 'uint64':
      return 'u64';
    case 'repeat':
      return 'repeated';
    case 'window':
      return 'bytes';
    default:
      return item.kind;
  }
}

function valuesOf(meta: Meta): string {
  const { values, words, base } = meta;
  if (meta.show === showTenths) return 'units of 100 ms';
  if (words !== undefined) return `1 ${words[0]}, 0 ${words[1]}`;
  if (values === undefined) return '';
  const write = (number: number): string => (base === 'hex' ? `0x${number.toString(16)}` : `${number}`);
  return Object.entries(values)
    .map(([number, name]) => `${write(Number(number))} ${name}`)
    .join(', ');
}

function parameters(): string[] {
  const rows = GMP_TLVS.map(({ type, name, size, clause }) => {
    const octets =
      size === 'any' ? 'any' : 'exactly' in size ? `${size.exactly}` : `a multiple of ${size.multipleOf}`;
    return [`${type}`, name, octets, clause];
  });
  return [
    ...table('Parameters of a session: TLVs of SCINF [profile]', ['type', 'name', 'octets', 'clause'], rows),
    'Type (8 bits), zero (8), length of the value in octets (16), value, zero-padded to a word. Unknown types are skipped and',
    'shown as octets. A member with port 0 may come from any port.',
    '',
    `A UIRES holds at most ${MOST_MEMBERS} members; a longer list is sent as several, whose Reserved octet counts the messages`,
    'still to follow (0: last) [profile].',
    '',
  ];
}

function computed(dissector: Dissector): string[] {
  const rows = dissector.generated.map(({ name, title, kind, meta }) => [
    `\`${name}\``,
    kind === 'none' ? 'presence' : kind,
    title,
    valuesOf(meta),
    meta.clause ?? '',
  ]);
  return table('Fields that no octets hold', ['field', 'type', 'title', 'values', 'clause'], rows);
}

const TRANSPORT = [
  '## Transport [profile]',
  '',
  `- UDP: one message a datagram. The standard registers no port: the default is **${GMP_PORT}** (another one:`,
  '  `-d udp.port==N,gmp`).',
  '- TCP: each message behind a 16-bit length (as DNS does, RFC 1035 4.2.2); SM and MM share the connection.',
  "- MM over UDP goes from the server's port to the client port named in SAREQ, and back. A capture that holds the SAREQ",
  '  announces that port by itself.',
  '- ECTP: clause 1 allows it; its packets are reached with "decode as" at an offset (`-d udp.port==N,gmp@OFFSET`).',
  '- Heuristic (off by default): version 1, a legal family and type, at least 16 octets, a multiple of 4, SM checksum good.',
  '',
];

function findings(): string[] {
  const rows = Object.entries(GMP_FINDINGS).map(([code, { severity, group, meaning, clause, fault }]) => [
    `\`${code}\``,
    severity,
    group,
    fault,
    meaning,
    clause.replaceAll('[profile', '**[profile').replaceAll(']', ']**'),
  ]);
  return table('Findings', ['code', 'severity', 'group', 'fault', 'meaning', 'clause'], rows);
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [`## ${title}`, '', ...rowsTable(head, rows)];
}

function rowsTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}
