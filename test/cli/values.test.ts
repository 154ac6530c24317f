import { expect } from "chai";
import { InvalidArgumentError } from "commander";
import { describe, it } from "mocha";
import { count, parseFaultValue, parseNary, parsePrefix, parseWord } from "../../src/cli/values.ts";

const WORD = `0x${"Ab".repeat(32)}`;

describe("cli: values", () => {
  const good: [string, unknown, unknown][] = [
    ["a count", count(1)("12"), 12],
    ["a count in hex", count()("0x10"), 16],
    ["the largest count", count()("281474976710656"), 2 ** 48],
    ["nary", parseNary("128"), 128],
    ["a word", parseWord(WORD), WORD.toLowerCase()],
    ["a prefix", parsePrefix("0xAB1"), "0xab1"],
    ["a fault", parseFaultValue("pc"), { kind: "pc" }],
    ["a fault at a step", parseFaultValue("memory@12"), { kind: "memory", step: 12 }],
  ];
  for (const [what, value, expected] of good) it(`reads ${what}`, () => expect(value).to.deep.equal(expected));

  const bad: [string, (text: string) => unknown, readonly string[]][] = [
    ["a count", count(1, 100), ["", " ", "0", "101", "-1", "1.5", "1e1", "0x", "1_0", "٣", "Infinity"]],
    ["nary", parseNary, ["0", "1", "3", "129", "256", "x"]],
    ["a word", parseWord, ["", "0x", WORD.slice(2), `${WORD}00`, WORD.replace("A", "g")]],
    ["a prefix", parsePrefix, ["", "0x", "12", "0xg", `${WORD}0`]],
    ["a fault", parseFaultValue, ["", "lie", "pc@", "pc@-1", "pc@x", "@1"]],
  ];
  for (const [what, parse, texts] of bad) {
    it(`refuses what is not ${what}`, () => {
      for (const text of texts) expect(() => parse(text), text).to.throw(InvalidArgumentError);
    });
  }
});
