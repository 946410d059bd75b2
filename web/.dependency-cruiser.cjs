/** The desk's layers: app -> features -> shared; a feature reaches another only through its index. */
module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "shared-knows-no-feature", severity: "error", from: { path: "^src/shared" }, to: { path: "^src/(features|app)" } },
    { name: "features-know-no-app", severity: "error", from: { path: "^src/features" }, to: { path: "^src/app" } },
    {
      name: "features-meet-at-the-index",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/features/([^/]+)/", pathNot: ["^src/features/$1/", "^src/features/[^/]+/index\\.ts$"] },
    },
    { name: "mock-is-not-shipped", severity: "error", from: { path: "^src" }, to: { path: "^dev" } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-dev-dependency",
      severity: "error",
      from: { path: "^src", pathNot: "\\.test\\.tsx?$" },
      to: { dependencyTypes: ["npm-dev"], pathNot: "node_modules/(@types|vite)/" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
