// Runs before the glue of the WASM tests. Node's own fetch takes no file names, which older glue does not know.
Module['wasmBinary'] = require('fs').readFileSync(__dirname + '/glassgpt_tests.wasm');
// Which of the tests to run, as GoogleTest takes it from its environment.
Module['preRun'] = () => Object.assign(ENV, process.env);
