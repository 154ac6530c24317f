/** Index of a step in a trace, or a number of steps: an integer from 0 to 2^48, so a plain number holds it exactly. */
export type Step = number;
