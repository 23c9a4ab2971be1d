/**
 * Completion of what is typed: names of fields, operators behind a field, names of values behind an operator.
 */
import type { Catalogue } from '../../../dissectors/catalogue.js';
import { EXPERT_FIELDS } from '../../../dissectors/expert-fields.js';
import type { Meta } from '../../layout/types.js';
import type { Proposal, Proposals } from './dialog.js';

const OPERATORS: readonly Proposal[] = [
  { text: '==', what: 'equal' },
  { text: '!=', what: 'not equal' },
  { text: '>', what: 'greater' },
  { text: '<', what: 'less' },
  { text: '>=', what: 'greater or equal' },
  { text: '<=', what: 'less or equal' },
  { text: 'contains', what: 'holds the octets or the text' },
  { text: 'matches', what: 'fits the regular expression' },
  { text: 'in {', what: 'is one of' },
  { text: '&&', what: 'and' },
  { text: '||', what: 'or' },
];
const FUNCTIONS: readonly Proposal[] = [
  { text: 'len(', what: 'octets of a value' },
  { text: 'count(', what: 'how often a field occurs' },
  { text: 'lower(', what: 'text in lower case' },
  { text: 'upper(', what: 'text in capitals' },
  { text: 'string(', what: 'a value as text' },
  { text: 'min(', what: 'least value' },
  { text: 'max(', what: 'greatest value' },
  { text: 'abs(', what: 'value without its sign' },
];
/** More are not of use in a list. */
const MOST = 100;

/** What may stand where one types; undefined where nothing is known. */
export function completeFilter(catalogue: Catalogue, text: string, at: number): Proposals | undefined {
  const head = text.slice(0, at);
  const value =
    /([A-Za-z_][\w.-]*)(?:\s*(?:==|!=|===|!==)\s*|\s+(?:eq|ne|any_eq|all_ne)\s+|\s+in\s*\{[^}]*?)("?[^\s"(){},]*)$/.exec(
      head,
    );
  if (value !== null) {
    const field = fieldOf(catalogue, value[1]);
    return field === undefined ? undefined : among(valuesOf(field, value[1], catalogue), value[2], at);
  }
  const operator = /(?:^|[\s(!])([A-Za-z_][\w.-]*)\s+([=!<>&|]*|[a-z]*)$/.exec(head);
  if (operator !== null && fieldOf(catalogue, operator[1]) !== undefined)
    return among(OPERATORS, operator[2], at);
  const word = /[A-Za-z_][\w.-]*$/.exec(head)?.[0] ?? '';
  return among([...fieldsOf(catalogue), ...FUNCTIONS], word, at);
}

/** Names of fields, for a line that is one. */
export function completeField(catalogue: Catalogue, text: string, at: number): Proposals | undefined {
  return among(fieldsOf(catalogue), text.slice(0, at), at);
}

/** Those of some words that begin with what is typed. */
export function among(all: readonly Proposal[], typed: string, at: number): Proposals | undefined {
  const wanted = typed.toLowerCase();
  const items = all.filter(({ text }) => text.toLowerCase().startsWith(wanted)).slice(0, MOST);
  return items.length === 0 ? undefined : { from: at - typed.length, items, chosen: -1 };
}

interface Named {
  readonly kind: string;
  readonly meta: Meta;
}

function fieldOf(catalogue: Catalogue, name: string): Named | undefined {
  return catalogue.byName.get(name) ?? EXPERT_FIELDS.find((field) => field.name === name);
}

function fieldsOf(catalogue: Catalogue): readonly Proposal[] {
  const all = [...catalogue.fields.filter(({ kind }) => kind !== 'subtree'), ...EXPERT_FIELDS];
  return all
    .map(({ name, title }) => ({ text: name, what: title }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
}

function valuesOf({ kind, meta }: Named, name: string, catalogue: Catalogue): readonly Proposal[] {
  if (kind === 'flag') {
    const [yes, no] = meta.words ?? ['Set', 'Not set'];
    return [
      { text: '1', what: yes },
      { text: '0', what: no },
    ];
  }
  const own = Object.entries(meta.values ?? {});
  const named = own.length > 0 || kind !== 'text' ? own : kindredValues(name, catalogue);
  return named.map(([number, text]) => ({ text: valueName(text), what: number }));
}

/** A text may be the name of what kindred fields have as a number: `gmp.type` those of `gmp.sm.type` and `gmp.mm.type`. */
function kindredValues(name: string, catalogue: Catalogue): readonly (readonly [string, string])[] {
  const [protocol] = name.split('.');
  const last = name.slice(name.lastIndexOf('.'));
  return catalogue.fields
    .filter(({ name: other }) => other.startsWith(`${protocol}.`) && other.endsWith(last))
    .filter(({ name: other }) => catalogue.byName.get(other.slice(0, -last.length))?.kind === 'none')
    .flatMap((field) => Object.entries(field.meta.values ?? {}).map(([, text]) => ['', text] as const));
}

/** A name as a filter takes it: in quotes unless it is a plain word. */
function valueName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The beginning that all proposals share. */
export function sharedStart(items: readonly Proposal[]): string {
  const [first, ...rest] = items.map(({ text }) => text);
  let length = first?.length ?? 0;
  for (const text of rest) while (!text.startsWith(first.slice(0, length))) length -= 1;
  return first?.slice(0, length) ?? '';
}
