import type { Engine } from "../machine/engine.ts";
import { readBranchHints } from "./hints.ts";
import { libraryOf } from "./library.ts";
import { Translator } from "./translator.ts";

readBranchHints();

/** The translator, as whatever executes guests takes it. */
export const TRANSLATOR: Engine = {
  name: "translator",
  stepsPerSecond: 1e9,
  on: (machine) => {
    const translator = new Translator(machine, undefined, libraryOf(machine));
    return (steps) => translator.run(steps);
  },
};
