import { stripTypeScriptTypes } from 'node:module';

/** Jest runs exactly what Node itself runs: the sources with their types blanked out, lines unmoved. */
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
