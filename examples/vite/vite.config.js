export default { optimizeDeps: { exclude: ['glassgpt'] } };
