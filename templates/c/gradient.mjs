// The functions of gradient.wasm, which `make gradient.wasm` builds, for node and browsers:
//
//   import { load } from './gradient.mjs';
//   const { lossAndGradient } = await load();
//
// Arrays are copied into the memory of the module and back. Each load has a memory of its own.

/** How many parameters there are. */
export const PARAMETERS = << count >>;
<% if outputs %>
/** How many numbers the outputs of a sample are. */
export const OUTPUTS = << outputs >>;
<% endif %>
/** Of the C header that this module was made with. */
export const ABI = << abi >>;

const DATA = [<% for name, size in sizes %>['<< name >>', << size >>]<< ", " if not loop.last >><% endfor %>];
const STATE = << starts | length >> * PARAMETERS;
const WORK = << work >>;
const BYTES = << array >>.BYTES_PER_ELEMENT;

const given = DATA.map((_, at) => at);
const control = [<< "'rate', " if has_rate >><< "'round', " if has_round >>];
const moved = ['moved', << "'state', " if starts >>'samples', ...given, ...control];

/** What each function is called in C, what it takes, and what C is given besides. */
const FUNCTIONS = {
  loss: ['backprop_loss', ['parameters', ...given]],
  gradient: ['backprop_gradient', ['parameters', ...given, 'gradient']],
  lossAndGradient: ['backprop_loss_and_gradient', ['parameters', ...given, 'gradient']],
  batchLoss: ['backprop_batch_loss', ['parameters', 'samples', ...given]],
  batchLossAndGradient: ['backprop_batch_loss_and_gradient', ['parameters', 'samples', ...given, 'gradient']],
<% if per_sample %>
  perSampleGradients: ['backprop_per_sample_gradients', ['parameters', 'samples', ...given, 'gradients']],
<% endif %>
  update: ['backprop_batch_update', moved, 'slopes'],
  train: ['backprop_batch_train', [...moved, 'rounds'], 'slopes'],
<% if outputs %>
  predict: ['backprop_predict', ['parameters', << predicted_places >>'outputs']],
  batchPredict: ['backprop_batch_predict', ['parameters', 'samples', << predicted_places >>'outputs']],
<% endif %>
};

/** Of each array: what it is called, how many numbers it has, whether they are written. */
const ARRAYS = {
  gradient: () => ['gradient', PARAMETERS, true],
<% if per_sample %>
  gradients: (samples) => ['gradients', samples * PARAMETERS, true],
<% endif %>
  moved: () => ['parameters', PARAMETERS, true],
<% if outputs %>
  outputs: (samples) => ['outputs', samples * OUTPUTS, true],
<% endif %>
  parameters: () => ['parameters', PARAMETERS, false],
  state: () => ['state', STATE, true],
  ...DATA.map(([name, size]) => (samples) => [name, samples * size, false]),
};

/** Of each number: whether it can be one, and what is expected. */
const NUMBERS = {
  samples: [(value) => Number.isSafeInteger(value) && value >= 1, '1 or more'],
  rate: [(value) => typeof value === 'number' && !Number.isNaN(value), 'a number'],
  round: [(value) => Number.isSafeInteger(value) && value >= 1, '1 or more'],
  rounds: [(value) => Number.isSafeInteger(value) && value >= 0, '0 or more'],
};

/** Returns the functions of a module: its address, its bytes, or a WebAssembly.Module. */
export async function load(source = new URL('./gradient.wasm', import.meta.url)) {
  const { exports } = await instantiated(source);
  if (exports.backprop_abi() !== ABI) {
    throw new Error('gradient.wasm was built of another gradient.h than this module was made with');
  }
  const functions = Object.entries(FUNCTIONS).map(([name, shape]) => [name, bound(exports, ...shape)]);
<% if starts %>
  functions.push(['start', () => {
    const at = reserved(exports, STATE * BYTES);
    exports.backprop_start(at);
    return new << array >>(exports.memory.buffer, at, STATE).slice();
  }]);
<% endif %>
  return Object.fromEntries(functions);
}

async function instantiated(source) {
  if (source instanceof WebAssembly.Module) return WebAssembly.instantiate(source);
  let bytes = source;
  if (typeof source === 'string' || source instanceof URL) {
    const address = new URL(source, import.meta.url);
    bytes = address.protocol === 'file:'
      ? await (await import('node:fs/promises')).readFile(address)
      : await (await fetch(address)).arrayBuffer();
  }
  return (await WebAssembly.instantiate(bytes)).instance;
}

/** Returns where free memory begins, of which there are so many bytes. */
function reserved(exports, bytes) {
  const begin = Math.ceil(exports.__heap_base.value / 64) * 64;
  const missing = begin + bytes - exports.memory.buffer.byteLength;
  if (missing > 0) exports.memory.grow(Math.ceil(missing / 65536));
  return begin;
}

function bound(exports, symbol, kinds, besides) {
  return (...values) => {
    const arrays = taken(kinds, values);
    const slopes = besides ? PARAMETERS : 0;
    let at = reserved(exports, (arrays.reduce((sum, { size }) => sum + size, slopes + WORK)) * BYTES);
    for (const one of arrays) {
      one.at = at;
      new << array >>(exports.memory.buffer, at, one.size).set(one.array);
      at += one.size * BYTES;
    }
    const places = new Map(arrays.map((one) => [one.position, one.at]));
    const passed = kinds.map((_, position) => places.get(position) ?? values[position]);
    const result = exports[symbol](...passed, ...(besides ? [at] : []), at + slopes * BYTES);
    for (const { array, at: place, size, isWritten } of arrays) {
      if (isWritten) array.set(new << array >>(exports.memory.buffer, place, size));
    }
    return result;
  };
}

/** Returns the arrays among some arguments, all of which are looked at. */
function taken(kinds, values) {
  const places = kinds.indexOf('samples');
  const samples = places < 0 ? 1 : values[places];
  kinds.forEach((kind, at) => {
    if (!(kind in NUMBERS)) return;
    const [isFine, expected] = NUMBERS[kind];
    if (!isFine(values[at])) throw new RangeError(`${kind}: expected ${expected}, given ${values[at]}`);
  });
  const arrays = kinds.flatMap((kind, position) => {
    if (!(kind in ARRAYS)) return [];
    const [name, size, isWritten] = ARRAYS[kind](samples);
    const array = values[position];
    if (!(array instanceof << array >>)) {
      throw new TypeError(`${name}: expected a << array >>, given ${array?.constructor?.name ?? String(array)}`);
    }
    if (array.length !== size) throw new RangeError(`${name}: expected ${size} numbers, given ${array.length}`);
    if (!['gradient', 'gradients', 'outputs'].includes(kind) && array.some(Number.isNaN)) {
      throw new RangeError(`${name}: expected numbers, given NaN`);
    }
    return [{ name, position, array, size, isWritten }];
  });
  const end = (array) => array.byteOffset + array.byteLength;
  for (const { name, array } of arrays.filter(({ isWritten }) => isWritten)) {
    for (const other of arrays.filter((one) => one.name !== name && one.array.buffer === array.buffer)) {
      if (other.array.byteOffset < end(array) && array.byteOffset < end(other.array)) {
        throw new RangeError(`${name}: expected memory of its own, given an array that overlaps ${other.name}`);
      }
    }
  }
  return arrays;
}
