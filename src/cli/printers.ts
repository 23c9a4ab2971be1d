/**
 * The forms of output: one printer each, which writes packets into a page of text.
 */
import type { Walk } from '../../dissectors/contract.js';
import { putCompact, putIndented } from '../base/json-text.js';
import { putByte, putBytes, putPiece, putString, type Text } from '../base/text.js';
import { createFits } from '../packet/columns.js';
import { createFieldRows } from '../packet/field-rows.js';
import { type JsonOptions, packetEk, packetJson } from '../packet/json-tree.js';
import { createNdjson } from '../packet/ndjson.js';
import { createSummary } from '../packet/summary.js';
import { buildTree } from '../packet/tree.js';
import { RESET, rowColour } from './colour.js';
import { putDetails, putHex } from './details.js';
import type { Plan, Surroundings } from './plan.js';

/** Writes a capture in one form. */
export interface Printer {
  readonly begin: (out: Text) => void;
  readonly packet: (w: Walk, out: Text) => void;
  readonly end: (out: Text) => void;
}

const LINE_END = 0x0a;
const nothing = (): void => undefined;

/** Makes the printer that the plan asks for. */
export function createPrinter(plan: Plan, around: Surroundings): Printer {
  switch (plan.format) {
    case 'text':
      return plan.details || plan.hex ? detailPrinter(plan, around) : lines(summaryWriter(plan, around));
    case 'fields':
      return fieldPrinter(plan);
    case 'ndjson': {
      const { registry, catalogue, fields } = plan;
      return lines(createNdjson(registry, catalogue, fields.length > 0 ? fields : undefined));
    }
    case 'json':
      return jsonPrinter(plan);
    case 'ek':
      return ekPrinter(plan);
  }
}

type Write = (w: Walk, out: Text) => void;

/** A line a packet. */
function lines(write: Write): Printer {
  return {
    begin: nothing,
    packet: (w, out) => {
      write(w, out);
      putByte(out, LINE_END);
    },
    end: nothing,
  };
}

function summaryWriter({ registry, time, arrow }: Plan, { colour, names, digits }: Surroundings): Write {
  const write = createSummary(registry, { time, arrow, names, digits });
  if (!colour) return write;
  const fits = createFits(registry);
  return (w, out) => {
    putPiece(out, rowColour(registry, fits, w));
    write(w, out);
    putPiece(out, RESET);
  };
}

/** `-V` and `-x`, with the row before them where it is asked for; a blank line behind each part, as in tshark. */
function detailPrinter(plan: Plan, around: Surroundings): Printer {
  const row = plan.summary ? lines(summaryWriter(plan, around)).packet : nothing;
  return {
    begin: nothing,
    packet: (w, out) => {
      row(w, out);
      const tree = buildTree(plan.registry, plan.catalogue, w);
      if (plan.details) putDetails(tree, plan, around, out);
      if (plan.hex) {
        if (plan.details || plan.summary) putByte(out, LINE_END);
        putHex(w, out);
      }
      putByte(out, LINE_END);
    },
    end: nothing,
  };
}

function fieldPrinter({ registry, catalogue, fields, rows }: Plan): Printer {
  const printer = lines(createFieldRows(registry, catalogue, fields, rows));
  return {
    ...printer,
    begin: (out) => {
      if (rows.bom) putBytes(out, Uint8Array.of(0xef, 0xbb, 0xbf));
      if (rows.header) putString(out, `${fields.join(rows.separator)}\n`);
    },
  };
}

function jsonOptions({ fields, hex, mergeKeys }: Plan): JsonOptions {
  return { only: fields.length > 0 ? fields : undefined, raw: hex, merge: mergeKeys };
}

function jsonPrinter(plan: Plan): Printer {
  const options = jsonOptions(plan);
  let first = true;
  return {
    begin: (out) => putString(out, '['),
    packet: (w, out) => {
      putString(out, first ? '\n  ' : ',\n  ');
      first = false;
      const tree = buildTree(plan.registry, plan.catalogue, w);
      putIndented(out, packetJson(tree, plan.catalogue, w, options), 1);
    },
    end: (out) => putString(out, first ? '\n\n]\n' : '\n]\n'),
  };
}

function ekPrinter(plan: Plan): Printer {
  const options = jsonOptions(plan);
  return lines((w, out) => {
    const tree = buildTree(plan.registry, plan.catalogue, w);
    const [index, document] = packetEk(tree, plan.catalogue, w.frame, options);
    putCompact(out, index);
    putByte(out, LINE_END);
    putCompact(out, document);
  });
}
