/**
 * What a search has found in a packet is selected there: the line of the details, or the octets, that hold it.
 */
import { lookedAt, lookedPacket } from '../model/looking.js';
import type { Model, World } from '../model/model.js';
import { octetsWanted, textWanted } from '../model/searching.js';
import { kindsAbove, lineCovering, type TreeLine, treeLines } from '../model/tree-lines.js';
import type { Packet } from '../store/contract.js';
import { withClassic } from './classic-state.js';

/** Selects what was found, once the packet is at hand. */
export function revealHit(model: Model, world: World): Model {
  const { search } = model;
  if (search === undefined || search.reveal === 0) return model;
  const done = { ...model, search: { ...search, reveal: 0 } };
  if (lookedAt(model, world).number !== search.reveal) return done;
  const packet = lookedPacket(model, world);
  if (packet === undefined) return model;
  const find = octetsWanted(search);
  if (find.ok && find.value !== undefined) {
    const { bytes } = packet.sources[0] ?? { bytes: new Uint8Array(0) };
    const found = find.value(bytes, 0, bytes.length);
    return found === undefined ? done : selectOctet(done, packet, 0, found.at);
  }
  if (search.where !== 'details') return done;
  const fits = textWanted(search.kind, search.text);
  const line = treeLines(packet, undefined).find(({ node }) => fits.ok && fits.value(node.text));
  if (line !== undefined) return unfoldTo(done, line, line.node.start);
  // It may be a derived field, which is still being worked out.
  return world.store.following === undefined ? done : model;
}

/** Puts the cursor on an octet: the innermost field there is selected, and what holds it is unfolded. */
export function selectOctet(model: Model, packet: Packet, source: number, octet: number): Model {
  const line = lineCovering(packet, source, octet);
  return line === undefined ? withClassic(model, { octet }) : unfoldTo(model, line, octet);
}

function unfoldTo(model: Model, { place }: TreeLine, octet: number): Model {
  const open = new Set([...model.views.classic.open, ...kindsAbove(place)]);
  return withClassic(model, { octet, selected: place, open });
}
