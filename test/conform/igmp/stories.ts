/** Stories of several hosts and routers, in which what one of them does wrong becomes visible. */

/** A host alone in three groups, asked four times; it joins some groups just before it is asked. */
export const LONE_HOST = `purpose: A host that is alone in its groups.
clause: IGMP 2.7.2
actors: [r, h]
routers: [r]
hosts: [h]
network: {delay: 10ms}
timeline:
  - at 20s: [h joins 239.1.1.1, h joins 239.1.1.2, h joins 239.1.1.3, h joins 239.1.1.4]
  - at 250s: h joins 224.0.0.1
  - at 320s: end
`;

/** A host that joins ten groups shortly before a query: some of its second reports are still to come then. */
export const ASKED_WHILE_JOINING = `purpose: A query comes while reports on joining are still to come.
clause: RFC 1112 appendix I
actors: [r, h]
routers: [r]
hosts: [h]
network: {delay: 10ms}
timeline:
  - at 53s: [h joins 239.1.1.1, h joins 239.1.1.2, h joins 239.1.1.3, h joins 239.1.1.4, h joins 239.1.1.5]
  - at 54s: [h joins 239.1.2.1, h joins 239.1.2.2, h joins 239.1.2.3, h joins 239.1.2.4, h joins 239.1.2.5]
  - at 55s: [h joins 239.1.3.1, h joins 239.1.3.2, h joins 239.1.3.3, h joins 239.1.3.4, h joins 239.1.3.5]
  - at 200s: end
`;

/** Three hosts of one group, one of which leaves and comes back, and one of another; the router asks five times. */
export const SEVERAL_HOSTS = `purpose: Several hosts of one group.
clause: IGMP 2.7.2
actors: [r, h1, h2, h3, other]
routers: [r]
hosts: [h1, h2, h3, other]
network: {delay: 10ms}
timeline:
  - at 15s: h1 joins 239.1.1.1
  - at 26.5s: h2 joins 239.1.1.1
  - at 38s: h3 joins 239.1.1.1
  - at 39s: other joins 239.2.2.2
  - at 140s: h1 quits 239.1.1.1
  - at 160s: h1 joins 239.1.1.1
  - at 320s: end
`;

/** Data to two networks behind a router: on one its only member leaves without a word, on the other it stays. */
export const DATA_BEHIND_ROUTER = dataBehindRouter(320);

/** The same, up to an instant in seconds. */
export function dataBehindRouter(until: number): string {
  return `purpose: Data to networks behind a router, of which one has no members any more after a while.
clause: IGMP 2.7.2; D18
subnets: [here, there, beyond]
actors:
  sender: {kind: host, subnet: here}
  r: {kind: router, subnets: [here, there, beyond]}
  leaver: {kind: host, subnet: there}
  stayer: {kind: host, subnet: beyond}
network: {delay: 10ms}
timeline:
  - at 20s: [leaver joins 239.1.1.1, stayer joins 239.2.2.2]
  - at 35s: leaver quits 239.1.1.1
${everyTenSeconds(['239.1.1.1', '239.2.2.2'], until)}
  - at ${until}s: end
`;
}

function everyTenSeconds(groups: readonly string[], until: number): string {
  const lines: string[] = [];
  for (let t = 45; t < until; t += 10) {
    for (const [i, group] of groups.entries()) {
      lines.push(`  - at ${t}.${i}s: sender sends data to ${group} with TTL 4`);
    }
  }
  return lines.join('\n');
}

/** Two routers in a row and one in a ring around them; members everywhere; groups of one hop too. */
export const ROUTERS_IN_A_RING = `purpose: Data go through two routers, and around.
clause: IGMP 2.7.2
subnets: [here, between, there]
actors:
  sender: {kind: host, subnet: here}
  near: {kind: host, subnet: here}
  r1: {kind: router, subnets: [here, between]}
  middle: {kind: host, subnet: between}
  r2: {kind: router, subnets: [between, there]}
  far: {kind: host, subnet: there}
  r3: {kind: router, subnets: [there, here]}
network: {delay: 10ms}
timeline:
  - at 20s: near, middle and far join 239.1.1.1
  - at 21s: near, middle and far join 224.0.0.77
  - at 45s: sender sends data to 239.1.1.1 with TTL 5
  - at 46s: sender sends data to 224.0.0.77 with TTL 5
  - at 70s: middle sends data to 239.1.1.1 with TTL 4
  - at 71s: far sends data to 239.1.1.1 with TTL 9
  - at 130s: far quits 239.1.1.1
  - at 145s: sender sends data to 239.1.1.1 with TTL 2
  - at 200s: end
`;

/** An expanding ring search that nobody answers. */
export const VAIN_SEARCH = `purpose: A search finds nobody.
clause: IGMP 2.7.2; D18
subnets: [one, two]
actors:
  seeker: {kind: host, subnet: one}
  r: {kind: router, subnets: [one, two]}
  listener: {kind: host, subnet: two}
network: {delay: 10ms}
timeline:
  - at 1s: listener joins 239.9.9.9
  - at 20s: seeker searches 239.9.9.9
  - at 300s: end
`;

/** All of them, by name. */
export const STORIES: Readonly<Record<string, string>> = {
  'lone host': LONE_HOST,
  'asked while joining': ASKED_WHILE_JOINING,
  'several hosts': SEVERAL_HOSTS,
  'data behind a router': DATA_BEHIND_ROUTER,
  'routers in a ring': ROUTERS_IN_A_RING,
  'vain search': VAIN_SEARCH,
};
