/*
<% for line in about %>
 << ("* " ~ line) | trim >>
<% endfor %>
 *
 * `node gradient.js` checks it against << "values that were computed in ball arithmetic, each digit certain" if is_certified else "a complex step" >>.
 *
 * CommonJS has it by require('./gradient.js'); modules import it from './gradient.mjs', in browsers too; to scripts in
 * a page it is the global << global >>.
 */
(() => {
  'use strict';

<% filter indent(2, true) %>
const PARAMETERS = << count >>;
<% if outputs %>
// How many numbers the outputs of a sample are: << output_names | join(", ") >>, one after the other.
const OUTPUTS = << outputs >>;
<% endif %>

<% for source in functions %>
<< source >>

<% endfor %>
function lossOf(parameters<< arguments >>) {
<< loss_body >>
  return << loss_result >>;
}

function lossAndGradientOf(parameters<< arguments >>, gradient) {
<< gradient_body >>
  return << gradient_result >>;
}

function kindOf(given) {
  return given === null || given === undefined || !given.constructor ? String(given) : given.constructor.name;
}

function checked(name, array, size) {
  if (!(array instanceof << array >>)) {
    throw new TypeError(`${name}: expected a << array >>, given ${kindOf(array)}`);
  }
  if (array.length !== size) {
    throw new RangeError(`${name}: expected ${size} numbers, given ${array.length}`);
  }
  if (array.some(Number.isNaN)) {
    throw new RangeError(`${name}: expected numbers, given NaN`);
  }
}

<% macro checks(rows) %>
  if (!Number.isSafeInteger(samples) || samples < 1) {
    throw new RangeError(`samples: expected 1 or more, given ${samples}`);
  }
  checked('parameters', parameters, PARAMETERS);
<% for name, size in rows %>
  checked('<< name >>', << name >>, samples * << size >>);
<% endfor %>
<% endmacro %>
function check(parameters, samples<< arguments >>) {
  << checks(data) | trim >>
}

function separate(name, written, others, size = PARAMETERS) {
  if (!(written instanceof << array >>)) {
    throw new TypeError(`${name}: expected a << array >>, given ${kindOf(written)}`);
  }
  if (written.length !== size) {
    throw new RangeError(`${name}: expected ${size} numbers, given ${written.length}`);
  }
  const end = (array) => array.byteOffset + array.byteLength;
  for (const [other, array] of Object.entries(others)) {
    if (array.buffer === written.buffer && array.byteOffset < end(written) && written.byteOffset < end(array)) {
      throw new RangeError(`${name}: expected memory of its own, given an array that overlaps ${other}`);
    }
  }
}

<% if has_rate %>
function checkRate(rate) {
  if (typeof rate !== 'number' || Number.isNaN(rate)) throw new RangeError(`rate: expected a number, given ${rate}`);
}
<% endif %>
<% if has_round %>

function checkRound(round) {
  if (!Number.isSafeInteger(round) || round < 1) throw new RangeError(`round: expected 1 or more, given ${round}`);
}
<% endif %>
<% if starts %>

function checkState(state) {
  if (!(state instanceof << array >>) || state.length !== << starts | length >> * PARAMETERS) {
    throw new RangeError(`state: expected ${<< starts | length >> * PARAMETERS} numbers, as start() gives them`);
  }
}
<% endif %>

/** The loss of one sample. */
function loss(parameters<< arguments >>) {
  check(parameters, 1<< passed >>);
  return lossOf(parameters<< passed >>);
}

/** Fills the gradient of the loss of one sample and returns the loss. */
function lossAndGradient(parameters<< arguments >>, gradient) {
  check(parameters, 1<< passed >>);
  separate('gradient', gradient, { parameters<< passed >> });
  return lossAndGradientOf(parameters<< passed >>, gradient);
}

/** Fills the gradient of the loss of one sample. */
function gradient(parameters<< arguments >>, into) {
  lossAndGradient(parameters<< passed >>, into);
}

/** Fills the gradient of the mean loss of some samples, one row each, and returns that loss. */
function batchLossAndGradient(parameters, samples<< arguments >>, gradient) {
  check(parameters, samples<< passed >>);
  separate('gradient', gradient, { parameters<< passed >> });
  const one = new << array >>(PARAMETERS);
  let total = 0;
  gradient.fill(0);
  for (let sample = 0; sample < samples; sample++) {
    total += lossAndGradientOf(parameters<< sliced >>, one);
    for (let at = 0; at < PARAMETERS; at++) gradient[at] += one[at];
  }
  for (let at = 0; at < PARAMETERS; at++) gradient[at] /= samples;
  return total / samples;
}

<% if per_sample %>
/** Fills the gradient of the loss of each sample, one row each. */
function perSampleGradients(parameters, samples<< arguments >>, gradients) {
  check(parameters, samples<< passed >>);
  separate('gradients', gradients, { parameters<< passed >> }, samples * PARAMETERS);
  for (let sample = 0; sample < samples; sample++) {
    lossAndGradientOf(parameters<< sliced >>, gradients.subarray(sample * PARAMETERS, (sample + 1) * PARAMETERS));
  }
}

<% endif %>
<% if outputs %>
function predictOf(parameters<< predicted_arguments >>, outputs) {
<< prediction_body >>
}

/** Fills the outputs of one sample. */
function predict(parameters<< predicted_arguments >>, outputs) {
  batchPredict(parameters, 1<< predicted_arguments >>, outputs);
}

/** Fills the outputs of some samples, one row each. */
function batchPredict(parameters, samples<< predicted_arguments >>, outputs) {
  << checks(predicted_data) | trim >>
  separate('outputs', outputs, { parameters<< predicted_arguments >> }, samples * OUTPUTS);
  for (let sample = 0; sample < samples; sample++) {
    predictOf(parameters<< output_sliced >>, outputs.subarray(sample * OUTPUTS, (sample + 1) * OUTPUTS));
  }
}

<% endif %>
<% set kept = ", state" if starts else "" %>
<% set rate = ", rate" if has_rate else "" %>
<% if starts %>
/** The state before the first round: << starts | map(attribute=0) | join(", ") >>, one number a parameter each. */
function start() {
  const state = new << array >>(<< starts | length >> * PARAMETERS);
<% for name, value in starts %>
  state.fill(<< value >>, << loop.index0 >> * PARAMETERS, << loop.index >> * PARAMETERS);
<% endfor %>
  return state;
}

<% endif %>
<% if is_descent %>
/** Makes one step of gradient descent in place and returns the loss before it. */
<% else %>
/** Carries out one round of << optimiser >> in place and returns the loss before it<% if has_round %>; rounds are counted from 1<% endif %>. */
<% endif %>
function update(parameters<< kept >>, samples<< arguments >><< rate >><% if has_round %>, round<% endif %>) {
<% if has_rate %>
  checkRate(rate);
<% endif %>
<% if has_round %>
  checkRound(round);
<% endif %>
<% if starts %>
  checkState(state);
<% endif %>
  check(parameters, samples<< passed >>);
  separate('parameters', parameters, {<% for name, size in data %> << name >><< "," if not loop.last >><% endfor %> });
  const slopes = new << array >>(PARAMETERS);
  const before = batchLossAndGradient(parameters, samples<< passed >>, slopes);
<< update >>
  return before;
}

/** Makes some << "steps" if is_descent else "rounds" >> in place. */
function train(parameters<< kept >>, samples<< arguments >><< rate >><% if has_round %>, first<% endif %>, rounds) {
  if (!Number.isSafeInteger(rounds) || rounds < 0) {
    throw new RangeError(`rounds: expected 0 or more, given ${rounds}`);
  }
<% if has_rate %>
  checkRate(rate);
<% endif %>
<% if has_round %>
  checkRound(first);
<% endif %>
  check(parameters, samples<< passed >>);
<% if has_round %>
  for (let round = first; round < first + rounds; round++) update(parameters<< kept >>, samples<< passed >><< rate >>, round);
<% else %>
  for (let round = 0; round < rounds; round++) update(parameters<< kept >>, samples<< passed >><< rate >>);
<% endif %>
}

<% include "javascript/complex.js" %>

/** The loss of one sample over complex numbers; where a function has branches, the real part chooses. */
function complexLoss(parameters<% for name in complex_names %>, << name >><% endfor %>) {
<% for source in complex_functions %>
  << source | indent(2) >>

<% endfor %>
<< complex_body >>
  return << complex_result >>;
}

function selfCheck() {
  const parameters = << array >>.from(<< example_parameters >>);
<% for name, value in example_data %>
  const << name >> = << array >>.from(<< value >>);
<% endfor %>
  const found = new << array >>(PARAMETERS);
  const first = lossAndGradient(parameters<< passed >>, found);
  const size = Math.max(...found.map(Math.abs).subarray(0, 1000));
  const compare = (what, value, expected, tolerance) => {
    if (!(Math.abs(value - expected) <= tolerance * (Math.abs(expected) + size))) {
      throw new Error(`${what}: found ${value}, expected ${expected}`);
    }
  };
<% if is_certified %>
  compare('loss', first, << expected_loss >>, << tolerance >>);
<% endif %>
  compare('loss alone', loss(parameters<< passed >>), first, << tolerance >>);
  const direction = Array.from({ length: PARAMETERS }, (_, at) => (((53 * at + 29) % 97) - 48) / 64);
  const along = direction.reduce((sum, way, at) => sum + way * found[at], 0);
<% if is_certified %>
<% if is_formula %>
  compare('gradient along the direction', along, << expected_along >>, << tolerance >>);
<% for at, slope in samples %>
  compare('gradient[<< at >>]', found[<< at >>], << slope >>, << tolerance >>);
<% endfor %>
<% else %>
  [<< expected_gradient >>].forEach((slope, at) => compare(`gradient[${at}]`, found[at], slope, << tolerance >>));
<% endif %>
<% endif %>
  // For a tiny h the imaginary part of the loss at w + ih v, divided by h, is the derivative along v.
  const tiny = 2 ** -200;
  const lifted = (given) => Array.from(given, (value) => [value, 0]);
  const slope = (way) => {
    const stepped = Array.from(parameters, (value, at) => [value, tiny * way(at)]);
    return complexLoss(stepped<% for name, size in data %>, lifted(<< name >>)<% endfor %>)[1] / tiny;
  };
  for (let at = 0; at < << steps >>; at++) {
    compare(`complex step ${at}`, found[at], slope((other) => (other === at ? 1 : 0)), << step_tolerance >>);
  }
  compare('complex step', along, slope((at) => direction[at]), << step_tolerance >>);
  const again = new << array >>(PARAMETERS);
  const total = batchLossAndGradient(parameters, 2<< doubled >>, again);
  compare('loss of a batch', total, first, << tolerance >>);
  again.forEach((slope, at) => compare('gradient of a batch', slope, found[at], << tolerance >>));
<% if per_sample %>
  const gradients = new << array >>(2 * PARAMETERS);
  perSampleGradients(parameters, 2<< doubled >>, gradients);
  gradients.forEach((slope, at) => compare('gradient of each sample', slope, found[at % PARAMETERS], << tolerance >>));
<% endif %>
<% if expected_outputs %>
  const outputs = new << array >>(2 * OUTPUTS);
  batchPredict(parameters, 2<< output_doubled >>, outputs);
  const near = (what, value, expected) => {
    const widest = outputs.reduce((greatest, one) => Math.max(greatest, Math.abs(one)), 0);
    if (!(Math.abs(value - expected) <= << tolerance >> * (Math.abs(expected) + widest))) {
      throw new Error(`${what}: found ${value}, expected ${expected}`);
    }
  };
  for (let at = 0; at < OUTPUTS; at++) near(`outputs[${at}] of a batch`, outputs[OUTPUTS + at], outputs[at]);
  const sumOfOutputs = outputs
    .subarray(0, OUTPUTS)
    .reduce((sum, one, at) => sum + one * ((((53 * at + 29) % 97) - 48) / 64), 0);
  near('outputs along the direction', sumOfOutputs, << expected_outputs >>);
<% endif %>
  const trained = << array >>.from(parameters);
<% set given = ", 0.0625" if has_rate else "" %>
  train(trained<% if starts %>, start()<% endif %>, 1<< passed >><< given >><% if has_round %>, 1<% endif %>, 1);
<% if is_descent %>
  compare('update', trained[0], parameters[0] - 0.0625 * found[0], << tolerance >>);
<% elif trained %>
  compare('update', trained[0], << trained >>, << tolerance >>);
<% endif %>
  console.log(`loss ${first}<% if is_certified %> as expected, gradient as expected<% endif %>, complex step agrees`);
}
<% endfilter %>

  if (typeof module === 'object' && module.exports) {
    module.exports = { << exported >> };
    if (require.main === module) selfCheck();
  } else {
    globalThis.<< global >> = { << exported >> };
    // Where a package.json says that this is a module.
    if (typeof process === 'object' && /\bgradient\.js$/.test(process.argv?.[1])) selfCheck();
  }
})();
