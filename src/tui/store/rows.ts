/**
 * Rows of the packet list: the texts of the columns that were asked for, from the frame that was walked last.
 */
import type { Catalogue } from '../../../dissectors/catalogue.js';
import type { Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import { makeText, putDecimal, putString, type Text, textFrom } from '../../base/text.js';
import {
  columnsOf,
  createFits,
  putDestination,
  putFlaw,
  putInfo,
  putProtocol,
  putSource,
} from '../../packet/columns.js';
import { createFieldRows } from '../../packet/field-rows.js';
import { nameOfValue } from '../../packet/value-text.js';
import type { PacketRow, StoreColumn, TestMaker } from './contract.js';

/** Makes the row of the frame that was walked last. */
export type RowMaker = (w: Walk) => PacketRow;

/** What rows are to hold. */
export interface RowLook {
  readonly columns: readonly StoreColumn[];
  readonly colours: readonly TestMaker[];
  /** Names shown instead of addresses; may grow. */
  readonly names: ReadonlyMap<string, string>;
}

type Put = (w: Walk, out: Text) => void;

/** Makes a maker of rows for one reading's registry. */
export function createRows(registry: Registry, catalogue: Catalogue, look: RowLook): RowMaker {
  const puts = look.columns.map((column) => putOf(column, registry, catalogue));
  const { columns, names } = look;
  const colours = look.colours.map((make) => make(registry, catalogue));
  const out = makeText(1024);
  const cell = (w: Walk, i: number): string => {
    out.length = 0;
    puts[i](w, out);
    const text = textFrom(out);
    return columns[i] === 'source' || columns[i] === 'destination' ? (names.get(text) ?? text) : text;
  };
  return (w) => {
    const cells = columns.map((_, i) => cell(w, i));
    const whole = (): string => cells.filter((text) => text !== '').join(' ');
    return { number: w.frame.number, cells, colour: colours.findIndex((test) => test(w, whole, names)) };
  };
}

const nothing: Put = () => undefined;

function putOf(column: StoreColumn, registry: Registry, catalogue: Catalogue): Put {
  const parts = columnsOf(registry);
  switch (column) {
    case 'number':
    case 'time':
      return nothing;
    case 'source':
      return (w, out) => putSource(parts, w, out);
    case 'destination':
      return (w, out) => putDestination(parts, w, out);
    case 'protocol':
      return (w, out) => putProtocol(parts, w, out);
    case 'length':
      return (w, out) => putDecimal(out, w.frame.wireLen);
    case 'info': {
      const fits = createFits(registry);
      return (w, out) => {
        putInfo(parts, w, out);
        putFlaw(w, fits, out);
      };
    }
    default:
      return fieldColumn(column, registry, catalogue);
  }
}

/** Values that have names are told by them, as the filter takes them. */
function fieldColumn(name: string, registry: Registry, catalogue: Catalogue): Put {
  const field = catalogue.byName.get(name);
  if (field === undefined) return nothing;
  const put = createFieldRows(registry, catalogue, [name], {
    separator: '',
    aggregator: ',',
    occurrence: 'a',
    quote: 0,
  });
  const { values, ranges } = field.meta;
  if (field.kind !== 'uint' || (values === undefined && ranges === undefined)) return put;
  return (w, out) => {
    const from = out.length;
    put(w, out);
    const numbers = textFrom(out).slice(from);
    out.length = from;
    const named = (number: string): string => nameOfValue(field.meta, Number(number)) ?? number;
    if (numbers !== '') putString(out, numbers.split(',').map(named).join(','));
  };
}
