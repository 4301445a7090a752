export default {
  // A route handler takes the package from node_modules, where its files lie beside it.
  serverExternalPackages: ["signer-connector"],
};
