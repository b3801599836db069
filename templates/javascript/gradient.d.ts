<% set given = "parameters: " ~ array %>
<% set typed %><% for name, size in data %>, << name >>: << array >><% endfor %><% endset %>
/** How many parameters there are. */
export const PARAMETERS: number;

/** The loss of one sample. */
export function loss(<< given >><< typed >>): number;

/** Fills the gradient of the loss of one sample. */
export function gradient(<< given >><< typed >>, into: << array >>): void;

/** Fills the gradient of the loss of one sample and returns the loss. */
export function lossAndGradient(<< given >><< typed >>, gradient: << array >>): number;

/** Fills the gradient of the mean loss of some samples, one row each, and returns that loss. */
export function batchLossAndGradient(
  << given >>, samples: number<< typed >>, gradient: << array >>): number;

/** Makes one step of gradient descent in place and returns the loss before it. */
export function update(<< given >>, samples: number<< typed >>, rate: number): number;

/** Makes some steps in place. */
export function train(<< given >>, samples: number<< typed >>, rate: number, rounds: number): void;

export as namespace << global >>;
