import { AssizeError } from "../../src/types/error.ts";

/** A scenario that cannot be told, or that ends otherwise than it must. */
export class ScenarioError extends AssizeError<"SCENARIO_UNKNOWN" | "SCENARIO_OPTION" | "SCENARIO_WRONG"> {}
