import { readFileSync } from "node:fs";

/** A ledger before or after a batch; numbers are hexadecimal text. */
export type Side = {
  accounts: {
    index: number;
    key: { x: string; y: string };
    balance: string;
    nonce: number;
    exitAddress: string;
  }[];
  accountCount: number;
  messageCount: string;
  stateRoot: string;
  messagesRoot: string;
  messages?: { sequence: string; exitAddress: string; amount: string; from: number }[];
};
/** One batch of test/vectors/ledger.json, with what it leads to. */
export type Vector = {
  name: string;
  before: Side;
  header: string[];
  body: string;
  records: { effect: string; reason?: string; fee?: string }[];
  after: Side;
  output: string;
  inputRoot: `0x${string}`;
  inputLength: number;
  c: string;
  z: string;
  y: string;
  progress: string[];
};

export const vectors = JSON.parse(readFileSync(new URL("../vectors/ledger.json", import.meta.url), "utf8")) as Vector[];
