export default {
  transform: {},
  setupFiles: ["./setup.js"],
  // The entry that reads its files from disk.
  testEnvironmentOptions: { customExportConditions: ["node"] },
};
