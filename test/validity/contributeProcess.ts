import { copyFileSync, writeFileSync } from "node:fs";
import { createKey, openKey } from "../../src/validity/keyFile.ts";

/*
 * Makes a key as `contribute` does, up to a step, says so and waits to be killed:
 * `node test/validity/contributeProcess.ts <from> <to> begun|drafted`.
 */

const [, , from = "", to = "", step = ""] = process.argv;
const wait = (): Promise<never> => {
  console.log(step);
  setInterval(() => {}, 1000);
  return new Promise<never>(() => {});
};

const { manifest } = await openKey(from);
await createKey(to, manifest, async (draft) => {
  if (step === "begun") writeFileSync(draft, "half a key");
  else copyFileSync(from, draft);
  await wait();
});
