// The functions of gradient.js for modules, in node, in browsers and in bundlers: the last two have it as a global.
import * as loaded from './gradient.js';

export const { << exported >> } =
  loaded.default ?? globalThis.<< global >>;
