/** Rules that are laxer in one answer, each with what goes wrong and the smallest scope in which the search shows it. */
import type { Wrong } from "./explore.ts";
import {
  isStanding,
  lieWasClaimed,
  parentIsDead,
  parentIsFinal,
  resultStands,
  soundRules,
  type Rules,
} from "./rules.ts";
import { CHAIN, LIES, ONE_BATCH, PROVEN } from "./scopes.ts";
import { attested, NONE, rivalStands, stands, TRUTH, type Scope } from "./state.ts";

export interface Mutant {
  readonly name: string;
  readonly wrong: Wrong;
  readonly scope: Scope;
  readonly lax: (sound: Rules) => Partial<Rules>;
}

const agents: Mutant[] = [
  {
    name: "the honest agent relies on somebody else's true claim",
    wrong: "a false result is final",
    scope: ONE_BATCH,
    lax: () => ({ mustHold: (s, _, b) => lieWasClaimed(s.branches[b]) && !stands(s, b, TRUTH) }),
  },
  {
    name: "the honest agent forgets lies that are refuted",
    wrong: "a false result is final",
    scope: ONE_BATCH,
    lax: () => ({ mustHold: (s, _, b) => rivalStands(s, b, TRUTH) }),
  },
  {
    name: "the honest agent compares results, not end states",
    wrong: "a false result is final",
    scope: { ...ONE_BATCH, twin: 1 },
    lax: () => ({ mustHold: (s, _, b) => (s.branches[b].results & ~(1 << TRUTH)) !== 0 }),
  },
  {
    name: "the honest agent waits until the parent is final",
    wrong: "a false result is final",
    scope: CHAIN,
    lax: () => ({ mustHold: (s, scope, b) => lieWasClaimed(s.branches[b]) && parentIsFinal(s, scope, b) }),
  },
  {
    name: "the honest agent opens no dispute",
    wrong: "no result can become final",
    scope: { ...ONE_BATCH, claims: 1, disputes: "open", capacity: 0 },
    lax: () => ({}),
  },
  {
    name: "the honest agent needs as long as W",
    wrong: "a false result is final",
    scope: ONE_BATCH,
    lax: (sound) => soundRules({ ...sound, reaction: sound.window }),
  },
  {
    name: "the honest agent needs longer than G",
    wrong: "a false result is final",
    scope: ONE_BATCH,
    lax: ({ window, grace }) => soundRules({ window: window + grace, grace, reaction: grace + 1 }),
  },
];

const claims: Mutant[] = [
  {
    name: "no claim again in the grace",
    wrong: "a false result is final",
    scope: ONE_BATCH,
    lax: ({ window }) => ({ mayClaim: ({ age }) => age < window }),
  },
  {
    name: "new end states in the grace",
    wrong: "a false result is final",
    scope: ONE_BATCH,
    lax: ({ window, grace }) => ({ mayClaim: ({ age }) => age < window + grace }),
  },
  {
    name: "disputes end with the windows",
    wrong: "no result can become final",
    scope: ONE_BATCH,
    lax: ({ window, grace, mayDispute }) => ({
      mayDispute: (s, scope, one, other) =>
        s.branches[s.claims[one].branch].age < window + grace && mayDispute(s, scope, one, other),
    }),
  },
];

const results: Mutant[] = [
  {
    name: "finalize does not wait for the grace",
    wrong: "a false result is final",
    scope: ONE_BATCH,
    lax: ({ window }) => ({ mayFinalize: (s, _, b, o) => s.branches[b].age >= window && !rivalStands(s, b, o) }),
  },
  {
    name: "a rival refuted before W ends does not count",
    wrong: "a false result is final",
    scope: ONE_BATCH,
    lax: ({ window, mayFinalize }) => ({
      mayFinalize: (s, scope, b, o) =>
        (s.branches[b].age === window && !rivalStands(s, b, o)) || mayFinalize(s, scope, b, o),
    }),
  },
  {
    name: "finalize overlooks standing rivals",
    wrong: "a false result is final",
    scope: ONE_BATCH,
    lax: ({ window, grace }) => ({ mayFinalize: (s, _, b) => s.branches[b].age >= window + grace }),
  },
  {
    name: "a child is final before its parent",
    wrong: "a false result is final",
    scope: LIES,
    lax: ({ window, grace }) => ({
      mayFinalize: (s, _, b, o) => s.branches[b].age >= window + grace && !rivalStands(s, b, o),
    }),
  },
  {
    name: "a result is dead as soon as no claim for it stands",
    wrong: "a dead result is final",
    scope: ONE_BATCH,
    lax: () => ({ mayAbandon: (s, _, b, r) => s.branches[b].final !== r && !resultStands(s, b, r) }),
  },
  {
    name: "a result is dead when no claim for it stands after W",
    wrong: "a dead result is final",
    scope: ONE_BATCH,
    lax: ({ window }) => ({
      mayAbandon: (s, _, b, r) => s.branches[b].final !== r && !resultStands(s, b, r) && s.branches[b].age >= window,
    }),
  },
  {
    name: "a final result dies when its bonds are back",
    wrong: "a dead result is final",
    scope: CHAIN,
    lax: () => ({ mayAbandon: (s, _, b, r) => s.branches[b].final !== NONE && !resultStands(s, b, r) }),
  },
  {
    name: "a child outlives its dead parent",
    wrong: "a bond cannot be returned",
    scope: LIES,
    lax: ({ mayAbandon }) => ({
      mayAbandon: (s, scope, b, r) => !parentIsDead(s, scope, b) && mayAbandon(s, scope, b, r),
    }),
  },
];

const bonds: Mutant[] = [
  {
    name: "bonds return while no rival stands",
    wrong: "no result can become final",
    scope: ONE_BATCH,
    lax: () => ({ mayCollect: (s, _, c) => !rivalStands(s, s.claims[c].branch, s.claims[c].outcome) }),
  },
  {
    name: "bonds return only from final results",
    wrong: "a bond cannot be returned",
    scope: LIES,
    lax: () => ({ mayCollect: (s, _, c) => s.branches[s.claims[c].branch].final !== NONE }),
  },
  {
    name: "a collected claim can still lose",
    wrong: "a bond is paid twice",
    scope: { ...LIES, disputes: "open" },
    lax: () => ({ mayDispute: (s, _, a, b) => [a, b].every((claim) => s.claims[claim].status !== "refuted") }),
  },
  {
    name: "a refuted claim can lose again",
    wrong: "a bond is paid twice",
    scope: { ...ONE_BATCH, disputes: "open" },
    lax: () => ({ mayDispute: (s, _, a, b) => isStanding(s, a) || isStanding(s, b) }),
  },
];

const proofs: Mutant[] = [
  {
    name: "nobody contradicts a false proof",
    wrong: "a false result is final",
    scope: { ...PROVEN, lane: { ...PROVEN.lane!, prover: false } },
    lax: () => ({}),
  },
  {
    name: "a proof settles before the airgap is over",
    wrong: "a false result is final",
    scope: PROVEN,
    lax: () => ({ maySettle: (s, scope, b) => attested(s, b) !== NONE && parentIsFinal(s, scope, b) }),
  },
  {
    name: "a contradicted proof settles",
    wrong: "a false result is final",
    scope: PROVEN,
    lax: () => ({
      maySettle: (s, scope, b) => s.branches[b].proven !== NONE && s.branches[b].provenAge >= scope.lane!.airgap,
    }),
  },
  {
    name: "a proof settles on a parent that is not final",
    wrong: "a false result is final",
    scope: { ...LIES, claims: 1, lane: { ...PROVEN.lane!, forgeries: 0 } },
    lax: () => ({
      maySettle: (s, scope, b) => attested(s, b) !== NONE && s.branches[b].provenAge >= scope.lane!.airgap,
    }),
  },
  {
    name: "a result that nobody stands for is dead though it may be proven",
    wrong: "a dead result is final",
    scope: PROVEN,
    lax: ({ window, grace }) => ({
      mayAbandon: (s, _, b, r) =>
        s.branches[b].final !== r && !resultStands(s, b, r) && s.branches[b].age >= window + grace,
    }),
  },
  {
    name: "what is attested does not stop the windows",
    wrong: "a false result is final",
    scope: { ...PROVEN, claims: 1, lies: 1, lane: { ...PROVEN.lane!, forgeries: 0 } },
    lax: ({ window }) => ({
      mustHold: () => false,
      mayFinalize: (s, scope, b, o) =>
        s.branches[b].age >= window && !rivalStands(s, b, o) && parentIsFinal(s, scope, b),
    }),
  },
];

export const MUTANTS: readonly Mutant[] = [...agents, ...claims, ...results, ...bonds, ...proofs];
