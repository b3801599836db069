<% set given = "parameters: " ~ array %>
<% set typed %><% for name in typed_data %>, << name >>: << array >><% endfor %><% endset %>
<% set predicted %><% for name in typed_predicted %>, << name >>: << array >><% endfor %><% endset %>
<% set kept = ", state: " ~ array if starts else "" %>
<% set rate = ", rate: number" if has_rate else "" %>
/** How many parameters there are. */
export const PARAMETERS: number;
<% if outputs %>

/** How many numbers the outputs of a sample are: << output_names | join(", ") >>, one after the other. */
export const OUTPUTS: number;
<% endif %>

/** Of the C header that this module was made with. */
export const ABI: number;

export interface Functions {
  /** The loss of one sample. */
  loss(<< given >><< typed >>): number;

  /** Fills the gradient of the loss of one sample. */
  gradient(<< given >><< typed >>, gradient: << array >>): void;

  /** Fills the gradient of the loss of one sample and returns the loss. */
  lossAndGradient(<< given >><< typed >>, gradient: << array >>): number;

  /** The mean loss of some samples, one row each. */
  batchLoss(<< given >>, samples: number<< typed >>): number;

  /** Fills the gradient of the mean loss of some samples, one row each, and returns that loss. */
  batchLossAndGradient(<< given >>, samples: number<< typed >>, gradient: << array >>): number;
<% if per_sample %>

  /** Fills the gradient of the loss of each sample, one row each. */
  perSampleGradients(<< given >>, samples: number<< typed >>, gradients: << array >>): void;
<% endif %>
<% if outputs %>

  /** Fills the outputs of one sample. */
  predict(<< given >><< predicted >>, outputs: << array >>): void;

  /** Fills the outputs of some samples, one row each. */
  batchPredict(<< given >>, samples: number<< predicted >>, outputs: << array >>): void;
<% endif %>
<% if starts %>

  /** The state before the first round: << starts | map(attribute=0) | join(", ") >>, one number a parameter each. */
  start(): << array >>;
<% endif %>

  /** Carries out one round of training in place and returns the loss before it. */
  update(<< given >><< kept >>, samples: number<< typed >><< rate >><% if has_round %>, round: number<% endif %>): number;

  /** Carries out some rounds in place and returns the loss after them. */
  train(<< given >><< kept >>, samples: number<< typed >><< rate >><% if has_round %>, first: number<% endif %>, rounds: number): number;
}

/** Returns the functions of a module: its address, its bytes, or a WebAssembly.Module. */
export function load(source?: string | URL | BufferSource | WebAssembly.Module): Promise<Functions>;
