import type { Command } from "commander";

/** One command: where the help has it, its name, what it does in a line, and what adds arguments, options and action. */
export type Entry = {
  readonly group: Group;
  readonly name: string;
  readonly about: string;
  define(command: Command): Promise<void>;
};

type Group = "Guests, on this machine:" | "Validity proofs:" | "A court on L1:" | "By hand:" | "Agents:" | "Ledger:";

/** Every command, in the order of the help. Each loads its own code, so that none waits for what only another needs. */
export const COMMANDS: readonly Entry[] = [
  {
    group: "Guests, on this machine:",
    name: "run",
    about: "execute a guest; exits 0 whatever the guest did",
    define: async (command) => (await import("./commands/run.ts")).defineRun(command),
  },
  {
    group: "Guests, on this machine:",
    name: "check",
    about: "execute a guest in TypeScript and on the judge, and compare",
    define: async (command) => (await import("./commands/check.ts")).defineCheck(command),
  },
  {
    group: "Guests, on this machine:",
    name: "prove-step",
    about: "prove one step and have the judge execute it",
    define: async (command) => (await import("./commands/proveStep.ts")).defineProveStep(command),
  },
  {
    group: "Guests, on this machine:",
    name: "search",
    about: "rounds and hashes of the N-ary search over a span",
    define: async (command) => (await import("./commands/search.ts")).defineSearch(command),
  },
  {
    group: "Guests, on this machine:",
    name: "diff",
    about: "compare two runs: section, word, variable, source line",
    define: async (command) => (await import("./commands/diff.ts")).defineDiff(command),
  },
  {
    group: "Guests, on this machine:",
    name: "checkpoint",
    about: "states of runs from which they can go on: list, export, import",
    define: async (command) => (await import("./commands/checkpoint.ts")).defineCheckpoint(command),
  },
  {
    group: "Guests, on this machine:",
    name: "profile",
    about: "where a run spends its steps; flame graph, layout",
    define: async (command) => (await import("./commands/profile.ts")).defineProfile(command),
  },
  {
    group: "Validity proofs:",
    name: "keys",
    about: "keys of circuits: for development, or by a ceremony",
    define: async (command) => (await import("./commands/keys.ts")).defineKeys(command),
  },
  {
    group: "Validity proofs:",
    name: "prove",
    about: "prove a batch and write the proof to files",
    define: async (command) => (await import("./commands/prove.ts")).defineProve(command),
  },
  {
    group: "Validity proofs:",
    name: "verify",
    about: "check a proof against the key of its circuit",
    define: async (command) => (await import("./commands/verify.ts")).defineVerify(command),
  },
  {
    group: "A court on L1:",
    name: "deploy",
    about: "deploy a court for a program",
    define: async (command) => (await import("./commands/deploy.ts")).defineDeploy(command),
  },
  {
    group: "A court on L1:",
    name: "program",
    about: "programs that rollups run",
    define: async (command) => (await import("./commands/program.ts")).defineProgram(command),
  },
  {
    group: "A court on L1:",
    name: "status",
    about: "batches, final result, open claims and disputes",
    define: async (command) => (await import("./commands/status.ts")).defineStatus(command),
  },
  {
    group: "A court on L1:",
    name: "claims",
    about: "all claims, with what has become of them",
    define: async (command) => (await import("./commands/claims.ts")).defineClaims(command),
  },
  {
    group: "A court on L1:",
    name: "disputes",
    about: "all disputes, with whose move it is and until when",
    define: async (command) => (await import("./commands/disputes.ts")).defineDisputes(command),
  },
  {
    group: "By hand:",
    name: "batch",
    about: "post a file as the next batch",
    define: async (command) => (await import("./commands/batch.ts")).defineBatch(command),
  },
  {
    group: "By hand:",
    name: "claim",
    about: "claim, with a bond, what re-executing a batch gives",
    define: async (command) => (await import("./commands/claim.ts")).defineClaim(command),
  },
  {
    group: "By hand:",
    name: "challenge",
    about: "claim otherwise and open a dispute with a false claim",
    define: async (command) => (await import("./commands/challenge.ts")).defineChallenge(command),
  },
  {
    group: "By hand:",
    name: "move",
    about: "make our next move: a dissection, or the one-step proof",
    define: async (command) => (await import("./commands/move.ts")).defineMove(command),
  },
  {
    group: "By hand:",
    name: "resolve",
    about: "end a dispute whose mover ran out of time",
    define: async (command) => (await import("./commands/resolve.ts")).defineResolve(command),
  },
  {
    group: "By hand:",
    name: "finalize",
    about: "make the result of an unrivalled claim final",
    define: async (command) => (await import("./commands/finalize.ts")).defineFinalize(command),
  },
  {
    group: "By hand:",
    name: "collect",
    about: "take home every bond and reward of ours that is free",
    define: async (command) => (await import("./commands/collect.ts")).defineCollect(command),
  },
  {
    group: "Agents:",
    name: "sequencer",
    about: "post batches, claim and defend what they lead to",
    define: async (command) => (await import("./commands/sequencer.ts")).defineSequencer(command),
  },
  {
    group: "Agents:",
    name: "challenger",
    about: "re-execute every batch; challenge where a claim is false",
    define: async (command) => (await import("./commands/challenger.ts")).defineChallenger(command),
  },
  {
    group: "Agents:",
    name: "prover",
    about: "prove every batch; settle what is proven",
    define: async (command) => (await import("./commands/prover.ts")).defineProver(command),
  },
  {
    group: "Ledger:",
    name: "account",
    about: "our account of the ledger: key, index, balance",
    define: async (command) => (await import("./commands/account.ts")).defineAccount(command),
  },
  {
    group: "Ledger:",
    name: "deposit",
    about: "put ether into the ledger",
    define: async (command) => (await import("./commands/deposit.ts")).defineDeposit(command),
  },
  {
    group: "Ledger:",
    name: "transfer",
    about: "sign a transfer into the sequencer's folder",
    define: async (command) => (await import("./commands/order.ts")).defineTransfer(command),
  },
  {
    group: "Ledger:",
    name: "create",
    about: "sign a transfer that makes an account",
    define: async (command) => (await import("./commands/order.ts")).defineCreate(command),
  },
  {
    group: "Ledger:",
    name: "exit",
    about: "sign a transfer back to L1",
    define: async (command) => (await import("./commands/order.ts")).defineExit(command),
  },
  {
    group: "Ledger:",
    name: "pay",
    about: "pay on L1 what has left the ledger and is final",
    define: async (command) => (await import("./commands/pay.ts")).definePay(command),
  },
];
