/**
 * What other programs may use: reading captures, dissecting packets, the GMP codec, the state machines of GMP and IGMP, and
 * what is derived from the layout tables. The command line stands beside this entry, not behind it.
 */
export { type Catalogue, createCatalogue, type Field } from '../dissectors/catalogue.js';
export { decodeGmp, encodeGmp } from '../dissectors/gmp-codec.js';
export type {
  GmpMessage,
  GmpMessageOf,
  MmMessage,
  SessionParameters,
  SmMessage,
} from '../dissectors/gmp-message.js';
export { type Parsed, parseGmp } from '../dissectors/gmp-parse.js';
export type { Violation } from '../dissectors/gmp-violation.js';
export { encodeStrict, writeGmp } from '../dissectors/gmp-write.js';
export { type IgmpMessage, type IgmpParsed, parseIgmp, writeIgmp } from '../dissectors/igmp-message.js';
export { createRegistry, type Registry, type RegistryOptions } from '../dissectors/registry.js';
export type { PacketBatch } from './base/packet-batch.js';
export { err, ok, type Result } from './base/result.js';
export { type CaptureIndex, indexCapture } from './capture/capture-index.js';
export { openCapture } from './capture/open.js';
export type { CaptureError, CaptureInterface, CaptureReader } from './capture/types.js';
export { headerDiagram } from './layout/diagram.js';
export { ALL_TABLES, type MachineTable, type TableRow } from './machine/all-tables.js';
export {
  type Client,
  type ClientOptions,
  type ClientView,
  clientView,
  clientWake,
  createClient,
  stepClient,
} from './machine/client/client.js';
export { forward, originate } from './machine/igmp/forwarding.js';
export { createHost, type HostView, hostView, hostWake, stepHost } from './machine/igmp/host.js';
export { createSearch, searchView, searchWake, stepSearch } from './machine/igmp/ring.js';
export { createRouter, type RouterView, routerView, routerWake, stepRouter } from './machine/igmp/router.js';
export type { Breach } from './machine/invariants/breach.js';
export { watchView } from './machine/invariants/view.js';
export { createWatch, type Watch, watchStep } from './machine/invariants/watch.js';
export { type Peer, tcpPeer, udpPeer } from './machine/peer.js';
export { DECISIONS, POLICIES, type Policies, parsePolicy, policiesWith } from './machine/policies.js';
export { serverWake, stepServer } from './machine/server/server.js';
export { type ServerOptions, serverOptions } from './machine/server/server-options.js';
export { createServer, type Server } from './machine/server/server-state.js';
export {
  type MemberView,
  type ServerView,
  type SessionView,
  serverView,
} from './machine/server/server-view.js';
export { machinesText } from './machine/table-text.js';
export { setFrame } from './packet/clock.js';
export { buildTree, fieldsOf, type PacketTree, type TreeLayer, type TreeNode } from './packet/tree.js';
export { treeLines } from './packet/tree-text.js';
export { createWalk, walkFrame } from './packet/walk.js';
export { formatScenarioError } from './scenario/mistakes.js';
export { type ReadOptions, readScenario } from './scenario/read.js';
export type { Scenario, ScenarioError } from './scenario/scenario.js';
