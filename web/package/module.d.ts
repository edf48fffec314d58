// In the package, wasm/glassgpt.d.ts stands here.
export * from '../../wasm/glassgpt';
