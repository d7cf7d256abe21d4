/** Everything that the tests may ask for; each part installs itself once and is quick afterwards. */
export { cached } from './cache.mjs';
export { codeServerArguments, ensureChromium, ensureCodeServer } from './codeserver.mjs';
export { ensureDocker } from './docker.mjs';
export { ensureBuildKitParse } from './go.mjs';
export { node24, root } from './npm.mjs';
export { run, SetupError, systemPath, which } from './run.mjs';
