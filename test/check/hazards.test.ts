import { expect } from "chai";
import { describe, it } from "mocha";
import { hazards } from "../../scripts/check/hazards.ts";
import { type Files, inTree } from "./fixture.ts";

const head = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.28;\n";

/** What the check says of a contract `C` with this body, `rule: place` for each problem. */
function found(body: string, allowed: Readonly<Record<string, string>> = {}, beside: Files = {}): Promise<string[]> {
  const files = {
    "contracts/C.sol": `${head}${body.includes("contract ") ? body : `contract C { ${body} }`}`,
    ...beside,
  };
  return inTree(files, async (root) =>
    (await hazards(root, allowed)).problems.map((problem) => problem.replace(/^contracts\/\w+\.sol: | \(.*\)$/g, "")),
  );
}

const CASES: readonly (readonly [what: string, body: string, ...problems: string[]])[] = [
  [
    "a payment before the books are right, in a function that it calls",
    `mapping(address => uint256) public owed;
     function pay() external { uint256 due = owed[msg.sender]; _send(due); owed[msg.sender] = 0; }
     function _send(uint256 due) private { (bool paid, ) = msg.sender.call{value: due}(""); require(paid); }`,
    "write after call: C.pay",
    "value or foreign code: C._send",
  ],
  [
    "a write of one round that follows a call of the round before",
    `mapping(uint256 => uint256) public done;
     function run(C other, uint256 n) external { for (uint256 i = 0; i < n; i++) { done[i] = 1; other.run(other, i); } }`,
    "write after call: C.run",
    "loop over storage: C.run",
  ],
  [
    "a hook that another contract overrides with a call",
    `abstract contract C {
       uint256 public count;
       function act() external { _hook(); count = 1; }
       function _hook() internal virtual;
     }
     contract D is C { C public immutable other; constructor(C c) { other = c; } function _hook() internal override { other.act(); } }`,
    "write after call: C.act",
  ],
  [
    "a list that grows, and a loop over it",
    `address[] public all;
     function join() external { all.push(msg.sender); }
     function sum() external view returns (uint256 n) { for (uint256 i = 0; i < all.length; i++) n += i; }`,
    "loop over storage: C.sum",
    "list in storage: C.all",
  ],
  [
    "an owner",
    `address public immutable owner; uint256 public fee;
     constructor() { owner = msg.sender; }
     modifier onlyOwner() { require(msg.sender == owner); _; }
     function set(uint256 to) external onlyOwner { fee = to; }`,
    "privilege: C.onlyOwner",
  ],
  ["money that nobody counts", `receive() external payable {}`, "payable: C.receive"],
  [
    "other code on this storage, and an end of all",
    `function run(address to, bytes calldata data) external returns (bool done) { (done, ) = to.delegatecall(data); }
     function end() external { assembly { selfdestruct(caller()) } }`,
    "value or foreign code: C.run",
    "value or foreign code: C.end",
    "assembly: C.end",
  ],
  [
    "a write that only assembly shows",
    `uint256 public fee = 1; function set() external { assembly { sstore(0, 7) } }`,
    "value or foreign code: C.set",
    "assembly: C.set",
  ],
  ["tx.origin", `function who() external view returns (address) { return tx.origin; }`, "origin: C.who"],
  [
    "time and luck",
    `function a() external view returns (uint256) { return block.timestamp; }
     function b() external view returns (uint256) { return block.prevrandao; }
     function c() external view returns (bytes32) { return blockhash(1); }`,
    "block facts: C.a",
    "block facts: C.b",
    "block facts: C.c",
  ],
  [
    "a balance that anyone can change",
    `function b() external view returns (uint256) { return address(this).balance; }`,
    "balance: C.b",
  ],
  [
    "a product of what a division has cut",
    `function f(uint256 a, uint256 b) external pure returns (uint256) { return (a / b) * 3; }`,
    "division before multiplication: C.f",
  ],
  [
    "a result that nobody looks at",
    `function f() public pure returns (bool) { return true; } function g() external pure { f(); }`,
    "ignored result: C.g",
  ],
  [
    "two parts that run into each other",
    `function f(bytes calldata a, string calldata b) external pure returns (bytes32) { return keccak256(abi.encodePacked(a, b)); }`,
    "ambiguous packing: C.f",
  ],
  [
    "sums that may wrap",
    `function f(uint8 a) external pure returns (uint8) { unchecked { return a + 1; } }`,
    "unchecked: C.f",
  ],
  [
    "variables that nothing writes, or nothing reads",
    `uint256 private _zero; uint256 private _lost; struct S { uint256 a; } mapping(uint256 => S) private _at;
     function f() external { _lost = _zero; S storage s = _at[1]; s.a = 2; }
     function g() external view returns (uint256) { return _at[1].a; }`,
    "never written: C._zero",
    "never read: C._lost",
  ],
];

describe("hazards", () => {
  for (const [what, body, ...problems] of CASES) {
    it(`finds ${what}`, async () => expect(await found(body)).to.have.members(problems));
  }

  it("has nothing to say where the order is right, calls are views and loops run over what the caller gave", async () => {
    const body = `
      mapping(address => uint256) public owed;
      function add(uint256[] calldata amounts, C other) external {
        uint256 sum;
        for (uint256 i = 0; i < amounts.length; i++) sum += amounts[i];
        owed[msg.sender] += sum + other.owed(msg.sender);
        owed[address(0)] = (sum * 3) / 2;
      }`;
    expect(await found(body)).to.deep.equal([]);
  });

  it("excuses what is listed, by place or by file, and complains about what excuses nothing", async () => {
    const body = `function who() external view returns (address) { return tx.origin; }`;
    expect(await found(body, { "origin: C.who": "a reason" })).to.deep.equal([]);
    expect(await found(body, { "origin: contracts/C.sol": "a reason" })).to.deep.equal([]);
    const [problem, ...rest] = await found("", { "origin: C.who": "a reason" });
    expect(problem).to.contain(`"origin: C.who" excuses nothing any more`);
    expect(rest).to.deep.equal([]);
  });

  it("looks at what ships: not at mocks", async () => {
    const mock = `${head}contract M { receive() external payable {} }`;
    expect(await found("", {}, { "contracts/mocks/M.sol": mock })).to.deep.equal([]);
  });

  it("cannot look at what does not compile", async () => {
    const failed = await found("function f(").catch((error: Error) => error.message);
    expect(failed).to.contain("ParserError");
  });
});
