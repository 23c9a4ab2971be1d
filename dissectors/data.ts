/**
 * What nobody knows how to read: shown as octets, never dropped.
 */
import { bytes, header } from '../src/layout/build.js';
import { addLayer, type Dissector, type Walk } from './contract.js';

/** The rest of a packet. */
export const dataTable = header('data', 'Data', 'none', [bytes('data.data', 'Data', 'rest')]);

/** The dissector of last resort. */
export function createData(id: number): Dissector {
  return {
    name: 'data',
    title: 'Data',
    headers: [dataTable],
    entries: [],
    generated: [
      {
        name: 'data.len',
        title: 'Length',
        kind: 'uint',
        meta: {},
        compute: (w, i) => w.ends[i] - w.starts[i],
      },
    ],
    walk: (w: Walk) => addLayer(w, id, 0, w.end, w.limit),
    shortcut: { least: 0, shapes: [{ variant: 0, header: 'rest' }] },
    leads: [],
    label: (w, i) => `Data (${w.ends[i] - w.starts[i]} byte${w.ends[i] - w.starts[i] === 1 ? '' : 's'})`,
  };
}

/** Passes over the first `offset` octets of a payload, which are shown as data, to what the user says is behind them. */
export function createSkipped(id: number, target: number, offset: number): Dissector {
  const { shortcut: _, leads: __, ...data } = createData(id);
  return {
    ...data,
    walk: (w: Walk) => {
      const { end, limit } = w;
      const behind = w.start + offset;
      addLayer(w, id, 0, behind, behind);
      if (behind > end) return;
      w.end = end;
      w.limit = limit;
      w.next = target;
    },
  };
}
