/**
 * What tests of `check` stand on: a scenario is played (by machines that are right, or with a fault planted), captured from a
 * vantage point, walked and checked, all in this process.
 *
 *   story ──play──► traffic ──captureTraffic──► capture ──check──► findings, verdicts
 *
 *   const { play } = await simulatorWith('server-key-to-leaver');
 *   const [traffic] = play({ text });
 *   const { findings, verdicts } = check(captureTraffic(traffic, { from: 'server' }), { policies: traffic.policies });
 */
import type { Walk } from '../../dissectors/contract.js';
import { createRegistry, type Registry } from '../../dissectors/registry.js';
import type { PacketRecord } from '../../src/capture/encode.js';
import { createCheck, doubtOf, type Judged } from '../../src/conform/check.js';
import { type Finding, type JudgeOptions, MAX_DELAY, TOLERANCE } from '../../src/conform/contract.js';
import { policiesWith } from '../../src/machine/policies.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { FAULTS } from '../machine/canaries/faults.js';
import { loadWithFault } from '../sim/bundle-canary.js';
import type { Capture } from './harness-capture.js';
import * as sound from './harness-traffic.js';

export { type Capture, captureTraffic, encodeCapture, type Taking } from './harness-capture.js';
export { play, playOne, type Story, type Traffic } from './harness-traffic.js';

/** What plays stories: the simulator. */
export type Simulator = Pick<typeof sound, 'play' | 'playOne'>;

/** The simulator with a fault of test/machine/canaries planted; without one: the sound machines. */
export async function simulatorWith(name?: string): Promise<Simulator> {
  if (name === undefined) return sound;
  const fault = FAULTS.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`there is no fault "${name}"`);
  return (await loadWithFault('test/conform/harness-traffic.ts', fault)) as Simulator;
}

/** What a check found. */
export interface Checked {
  /** In the order in which they were reported. */
  readonly findings: readonly Finding[];
  readonly verdicts: readonly Judged[];
}

/** Sets a walk's frame to a packet of a capture and walks it. */
export function walkPacket(
  registry: Registry,
  w: Walk,
  { source }: Pick<Capture, 'source'>,
  packet: PacketRecord,
  number: number,
): void {
  const { frame } = w;
  frame.previousSec = frame.sec;
  frame.previousNsec = frame.nsec;
  frame.number = number;
  frame.sec = packet.sec;
  frame.nsec = packet.nsec;
  frame.capLen = packet.capLen;
  frame.wireLen = packet.wireLen;
  frame.interfaceId = packet.interfaceId;
  frame.linkType = source.interfaces[packet.interfaceId].linkType;
  frame.interfaces = source.interfaces;
  if (number === 1) {
    frame.firstSec = packet.sec;
    frame.firstNsec = packet.nsec;
  }
  walkFrame(registry, w, packet.bytes, packet.start);
}

/** Walks a capture from its beginning to its end; `see` is called with each frame. */
export function walkCapture(capture: Capture, see: (w: Walk) => void, registry = createRegistry()): void {
  const w = createWalk(registry);
  for (const [i, packet] of capture.packets.entries()) {
    walkPacket(registry, w, capture, packet, i + 1);
    see(w);
  }
}

/** Checks a capture, as `gmpshark check` does. */
export function check(capture: Capture, options: Partial<JudgeOptions> = {}): Checked {
  const findings: Finding[] = [];
  const registry = createRegistry();
  const whole = { policies: policiesWith(), maxDelay: MAX_DELAY, tolerance: TOLERANCE, lossy: false };
  const checking = createCheck(registry, { ...whole, ...options }, (finding) => {
    findings.push(finding);
  });
  const doubt = doubtOf(capture.source.statistics);
  if (doubt !== undefined) checking.doubt(doubt);
  walkCapture(capture, checking.see, registry);
  checking.finish();
  return { findings, verdicts: checking.verdicts() };
}
