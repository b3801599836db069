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

<% if per_sample %>
/** Fills the gradient of the loss of each sample, one row each. */
export function perSampleGradients(
  << given >>, samples: number<< typed >>, gradients: << array >>): void;

<% endif %>
<% if outputs %>
<% set output_typed %><% for name, size in predicted_data %>, << name >>: << array >><% endfor %><% endset %>
/** How many numbers the outputs of a sample are: << output_names | join(", ") >>, one after the other. */
export const OUTPUTS: number;

/** Fills the outputs of one sample. */
export function predict(<< given >><< output_typed >>, outputs: << array >>): void;

/** Fills the outputs of some samples, one row each. */
export function batchPredict(
  << given >>, samples: number<< output_typed >>, outputs: << array >>): void;

<% endif %>
<% set kept = ", state: " ~ array if starts else "" %>
<% set rate = ", rate: number" if has_rate else "" %>
<% if starts %>
/** The state before the first round: << starts | map(attribute=0) | join(", ") >>, one number a parameter each. */
export function start(): << array >>;

<% endif %>
<% if is_descent %>
/** Makes one step of gradient descent in place and returns the loss before it. */
<% else %>
/** Carries out one round of << optimiser >> in place and returns the loss before it. */
<% endif %>
export function update(<< given >><< kept >>, samples: number<< typed >><< rate >><% if has_round %>, round: number<% endif %>): number;

/** Makes some << "steps" if is_descent else "rounds" >> in place. */
export function train(<< given >><< kept >>, samples: number<< typed >><< rate >><% if has_round %>, first: number<% endif %>, rounds: number): void;

export as namespace << global >>;
